// Learning-rate schedule of nanoGPT: linear warm-up, cosine decay to a floor.

export interface Schedule {
  learningRate: number;
  /** Floor that the cosine decays to. */
  minLearningRate: number;
  warmupSteps: number;
  /** Step at which the floor is reached. */
  decaySteps: number;
}

/** Learning rate of update `step`, counted from 0 (Loshchilov & Hutter 2017, without restarts). */
export function learningRateAt(step: number, schedule: Schedule): number {
  const {learningRate, minLearningRate, warmupSteps, decaySteps} = schedule;
  if (step < warmupSteps) return (learningRate * (step + 1)) / (warmupSteps + 1);
  if (step >= decaySteps) return minLearningRate;
  const progress = (step - warmupSteps) / (decaySteps - warmupSteps);
  return (
    minLearningRate + 0.5 * (1 + Math.cos(Math.PI * progress)) * (learningRate - minLearningRate)
  );
}
