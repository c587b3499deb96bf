// Learning-rate schedule of nanoGPT: linear warm-up, cosine decay to a floor.
import type {Recipe} from './recipe-params.ts';

/** The highest rate, the floor of the cosine, and the steps of the warm-up and of the whole decay. */
type Schedule = Pick<Recipe, 'learningRate' | 'minLearningRate' | 'warmupSteps' | 'maxSteps'>;

/** Learning rate of update `step`, counted from 0 (Loshchilov & Hutter 2017, without restarts). */
export function learningRateAt(step: number, schedule: Schedule): number {
  const {learningRate, minLearningRate, warmupSteps, maxSteps} = schedule;
  if (step < warmupSteps) return (learningRate * (step + 1)) / (warmupSteps + 1);
  if (step >= maxSteps) return minLearningRate;
  const progress = (step - warmupSteps) / (maxSteps - warmupSteps);
  return (
    minLearningRate + 0.5 * (1 + Math.cos(Math.PI * progress)) * (learningRate - minLearningRate)
  );
}
