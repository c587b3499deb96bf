// The training of a GPT on prompts with responses: batches of an epoch, the loss on responses, the validation loss.

import type {Batch, GptModel, Objective, OptimizerOptions} from '../../engines/contract/engine.ts';
import {createRandom, type Random} from '../../stats/random.ts';
import {
  BatchStream,
  type LoopOptions,
  runTraining,
  type TrainingHooks,
  type TrainingState,
} from '../training/training-loop.ts';
import {type PromptDocument, packPrompts} from './pack-prompts.ts';

/** The same documents with what changes from epoch to epoch, drawn from `random`. */
export type DrawDocuments = (random: Random) => PromptDocument[];

export interface PromptTrainingData {
  training: DrawDocuments;
  validation: readonly PromptDocument[];
}

export interface PromptTrainingOptions extends LoopOptions {
  batchSize: number;
  gradientAccumulation: number;
  /** Positions of a response that the training loss looks at, 0 for all; the validation loss looks at all. */
  lossPositions: number;
  /** `next-new-gene` where a response names nothing twice, `next-gene` for text. */
  objective: Extract<Objective, 'next-gene' | 'next-new-gene'>;
  optimizer: Omit<OptimizerOptions, 'learningRate'>;
  seed: number;
}

/** Trains until maxSteps, the early stop or an abort (which saves a checkpoint first); `state` is updated in place. */
export async function trainOnPrompts(
  model: GptModel,
  {training, validation}: PromptTrainingData,
  options: PromptTrainingOptions,
  state: TrainingState,
  hooks: TrainingHooks,
): Promise<void> {
  const batches = new BatchStream(state, epoch => openEpoch(training, options, epoch + 1));
  const task = {
    update: (learningRate: number) =>
      update(model, batches.take(options.gradientAccumulation), options, learningRate),
    async evaluate() {
      const validationLoss = await evaluatePrompts(model, validation, options);
      return {validationLoss, criterion: validationLoss};
    },
  };
  await runTraining(task, options, state, hooks);
}

/** Mean loss in nats, weighted as in training, over all positions of all responses. */
export async function evaluatePrompts(
  model: GptModel,
  documents: readonly PromptDocument[],
  {batchSize, objective, seed}: Pick<PromptTrainingOptions, 'batchSize' | 'objective' | 'seed'>,
): Promise<number> {
  let [lossSum, weightSum] = [0, 0];
  for (const batch of packPrompts(documents, batchSize, createRandom(seed, 0))) {
    const result = await model.evaluate(batch, objective);
    lossSum += result.lossSum;
    weightSum += result.weightSum;
  }
  return lossSum / weightSum;
}

function* openEpoch(
  draw: DrawDocuments,
  {batchSize, lossPositions, seed}: PromptTrainingOptions,
  epoch: number,
): Generator<Batch> {
  const random = createRandom(seed, epoch);
  for (const batch of packPrompts(draw(random), batchSize, random)) {
    yield lossPositions === 0 ? batch : sparseLoss(batch, lossPositions, random);
  }
}

/** Looks at `wanted` positions of each longer response, evenly spread from a random start, at the same total weight. */
function sparseLoss(batch: Batch, wanted: number, random: Random): Batch {
  const {B, T, weights: all} = batch;
  const weights = Float32Array.from(all!);
  for (let b = 0; b < B; b++) {
    const row = weights.subarray(b * T, (b + 1) * T);
    const first = row.findIndex(weight => weight > 0);
    const count = row.reduce((sum, weight) => sum + Number(weight > 0), 0);
    if (count <= wanted) continue;
    const kept = row[first] * (count / wanted);
    row.fill(0);
    const start = random.next();
    for (let i = 0; i < wanted; i++) row[first + Math.floor(((i + start) * count) / wanted)] = kept;
  }
  return {...batch, weights};
}

async function update(
  model: GptModel,
  batches: Batch[],
  {objective, optimizer}: PromptTrainingOptions,
  learningRate: number,
): Promise<{loss: number; tokens: number}> {
  const {loss} = await model.trainStep(batches, objective, {...optimizer, learningRate});
  let tokens = 0;
  for (const {weights} of batches) for (const weight of weights!) tokens += Number(weight > 0);
  return {loss, tokens};
}
