import {expect, test} from '@jest/globals';
import {
  initialState,
  runTraining,
  type TrainingState,
  type TrainingTask,
} from '../../../shared/models/training/training-loop.ts';
import {createRandom, type Random} from '../../../shared/stats/random.ts';

const PARTS = 3;
const recipe = {
  ...{learningRate: 1, minLearningRate: 0.1, warmupSteps: 2, beta1: 0.9, beta2: 0.95},
  ...{weightDecay: 0.1, gradientClip: 1, batchSize: 2, maxSteps: 20, evaluateEvery: 4},
  ...{patience: 3, checkpointEvery: 5, seed: 1},
};

/** A model of one weight, which remembers all batches, and stops the training after a random number of events. */
function stoppable(weight: number, random: Random | undefined) {
  const abort = new AbortController();
  let left = random ? 1 + random.int(9) : Number.POSITIVE_INFINITY;
  const happen = () => {
    if (--left === 0) abort.abort(new Error('interrupted'));
  };
  const model = {weight, batches: [] as number[]};
  const task: TrainingTask<number> = {
    openEpoch: epoch => [10 * epoch, 10 * epoch + 1, 10 * epoch + 2].values(),
    async update([batch]) {
      model.batches.push(batch);
      model.weight = (model.weight * 31 + batch) % 101;
      happen();
      return {loss: model.weight};
    },
    countTokens: batch => batch,
    async evaluate(onPart) {
      for (let part = 1; part <= PARTS; part++) {
        happen();
        onPart(part, PARTS);
      }
      return {validationLoss: (model.weight * 7) % 13};
    },
  };
  return {model, task, signal: abort.signal};
}

interface Saved {
  state: string;
  weight: number;
}

/** Trains to the end, from the last checkpoint after every stop; returns the end, the batches and the stops. */
async function trainThrough(random: Random | undefined) {
  let saved: Saved = {state: JSON.stringify(initialState()), weight: 1};
  const batches: number[] = [];
  for (let stops = 0; ; stops++) {
    const {model, task, signal} = stoppable(saved.weight, random);
    const state = JSON.parse(saved.state, (key, value) =>
      key.startsWith('best') && value === null ? Number.POSITIVE_INFINITY : value,
    ) as TrainingState;
    const onCheckpoint = async () => {
      saved = {state: JSON.stringify(state), weight: model.weight};
    };
    const hooks = {signal, onBest: async () => {}, onCheckpoint};
    const error = await runTraining(task, recipe, state, hooks).catch(reason => reason);
    batches.push(...model.batches);
    if (error === undefined) return {state, weight: model.weight, batches, stops};
    expect(error).toBe(signal.reason);
  }
}

test('stopped at random moments, in updates and in evaluations, a training loses nothing and ends as undisturbed', async () => {
  const {stops: _, ...undisturbed} = await trainThrough(undefined);
  expect(undisturbed.state.curve.length).toBeGreaterThan(2);
  const random = createRandom(6);
  for (let tries = 0; tries < 50; tries++) {
    const {stops, ...end} = await trainThrough(random);
    expect(stops).toBeGreaterThan(0);
    expect(end).toEqual(undisturbed);
  }
});
