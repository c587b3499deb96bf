import {describe, expect, test} from '@jest/globals';
import type {Batch, GptModel} from '../../../shared/engines/contract/engine.ts';
import {gptTask} from '../../../shared/models/gpt/train.ts';
import {
  initialState,
  runTraining,
  type TrainingHooks,
  type TrainingState,
} from '../../../shared/models/training/training-loop.ts';
import {shardOf} from './shard.ts';

const data = {
  training: shardOf(Array.from({length: 30}, (_, i) => [1 + (i % 9), 11 + (i % 7), 20 + i])),
  validation: shardOf([
    [1, 2, 3],
    [4, 5],
  ]),
};

const options = {
  objective: 'next-gene' as const,
  batchSize: 2,
  blockSize: 16,
  lossPositions: 0,
  lossFrom: 0,
  shownShares: [1, 1] as [number, number],
  namedShare: 0,
  nameRows: 0,
  keepBy: 'loss' as const,
  gradientAccumulation: 2,
  ...{learningRate: 1, minLearningRate: 0.1, warmupSteps: 2},
  ...{beta1: 0.9, beta2: 0.95, weightDecay: 0.1, gradientClip: 1},
  maxSteps: 20,
  evaluateEvery: 4,
  patience: 0,
  checkpointEvery: 5,
  seed: 1,
};

interface Seen {
  tokens: string;
  learningRate: number;
}

/** A stand-in for an engine's model: records what it is shown and reports the losses it is told to. */
function recorder(validationLosses: number[] = [], trainingLoss = 1) {
  const seen: Seen[] = [];
  let evaluations = 0;
  const model = {
    async trainStep(batches: Batch[], _objective: unknown, {learningRate}: {learningRate: number}) {
      seen.push({tokens: batches.map(({tokens}) => tokens.join()).join('|'), learningRate});
      return {loss: trainingLoss, gradientNorm: 1};
    },
    config: {vocabSize: 60},
    async scoreNext(prompts: Int32Array[]) {
      return new Float32Array(prompts.length * 60);
    },
    async evaluate() {
      return {lossSum: validationLosses[evaluations++] ?? 1, weightSum: 1};
    },
  };
  return {seen, model: model as unknown as GptModel};
}

const quiet = {onBest: async () => {}, onCheckpoint: async () => {}} satisfies TrainingHooks;

function train(
  model: GptModel,
  recipe: typeof options,
  state: TrainingState,
  hooks: TrainingHooks,
): Promise<void> {
  return runTraining(gptTask(model, data, recipe), recipe, state, hooks);
}

describe('the training of a GPT', () => {
  test('makes maxSteps updates, a curve point every evaluateEvery and one checkpoint in five steps', async () => {
    const {seen, model} = recorder();
    const state = initialState();
    const checkpoints: number[] = [];
    await train(model, options, state, {
      ...quiet,
      onCheckpoint: async ({step}) => void checkpoints.push(step),
    });
    expect(seen).toHaveLength(20);
    expect(state.curve.map(({step}) => step)).toEqual([4, 8, 12, 16, 20]);
    expect(checkpoints).toEqual([5, 10, 15]);
    expect(seen[2].learningRate).toBeCloseTo(1);
    expect(seen[19].learningRate).toBeLessThan(0.15);
    expect(state.epoch).toBeGreaterThan(1);
  });

  test('resumed from a checkpoint it sees the batches an undisturbed training sees', async () => {
    const whole = recorder();
    let checkpoint = '';
    await train(whole.model, options, initialState(), {
      ...quiet,
      onCheckpoint: async state => {
        if (state.step === 10) checkpoint = JSON.stringify(state);
      },
    });
    const resumed = recorder();
    await train(resumed.model, options, JSON.parse(checkpoint) as TrainingState, quiet);
    expect(resumed.seen).toEqual(whole.seen.slice(10));
  });

  test('stops after `patience` evaluations without improvement and keeps the best', async () => {
    const {seen, model} = recorder([3, 2, 2.5, 2.4, 1]);
    const best: number[] = [];
    const state = initialState();
    await train(model, {...options, patience: 2}, state, {
      ...quiet,
      onBest: async ({step}) => void best.push(step),
    });
    expect(best).toEqual([4, 8]);
    expect(seen).toHaveLength(16);
    expect(state.bestValidationLoss).toBe(2);
    expect(state.bestStep).toBe(8);
  });

  test('an abort saves a checkpoint before it throws', async () => {
    const {seen, model} = recorder();
    const abort = new AbortController();
    const checkpoints: number[] = [];
    const training = train(model, options, initialState(), {
      ...quiet,
      signal: abort.signal,
      onStep: ({step}) => {
        if (step === 7) abort.abort();
      },
      onCheckpoint: async ({step}) => void checkpoints.push(step),
    });
    await expect(training).rejects.toThrow('aborted');
    expect(checkpoints).toEqual([5, 7]);
    expect(seen).toHaveLength(7);
  });

  test('a loss that is no number stops with the parameters to change', async () => {
    const {model} = recorder([], Number.NaN);
    await expect(train(model, options, initialState(), quiet)).rejects.toThrow(
      'the training loss became NaN at step 1: lower learningRate (now 1)',
    );
  });
});
