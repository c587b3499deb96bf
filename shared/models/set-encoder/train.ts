// The training of a set encoder: batches of partly visible sets, and validation at the share of genes it is scored at.
import type {OptimizerOptions} from '../../engines/contract/engine.ts';
import type {SetBatch, SetEncoderModel, SetLoss} from '../../engines/contract/set-encoder.ts';
import {maskSets} from '../../genes/tokens/mask-shard.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {
  BatchStream,
  type LoopOptions,
  runTraining,
  type TrainingHooks,
  type TrainingState,
} from '../training/training-loop.ts';
import {completableSets, type DrawOptions, drawBatches} from './draw-batches.ts';
import {evaluateSets, type SetEvaluation} from './evaluate.ts';

/** Share of a validation set's genes that is hidden, as when models are scored. */
const VALIDATION_MASK = 0.8;

/** What chooses the weights to keep: the recall among the first 50 at 20 % visible, or the loss there. */
export const KEEP_BY = ['recall', 'loss'] as const;

export interface SetTrainingOptions extends LoopOptions, Omit<DrawOptions, 'epoch'> {
  loss: SetLoss;
  keepBy: (typeof KEEP_BY)[number];
  optimizer: Omit<OptimizerOptions, 'learningRate'>;
}

export interface SetTrainingHooks extends TrainingHooks {
  onEvaluation?(evaluation: SetEvaluation): void;
}

/** Trains until maxSteps, the early stop or an abort (which saves a checkpoint first); `state` is updated in place. */
export async function trainSetEncoder(
  model: SetEncoderModel,
  data: {training: TokenShard; validation: TokenShard},
  options: SetTrainingOptions,
  state: TrainingState,
  hooks: SetTrainingHooks,
): Promise<void> {
  if (completableSets(data.training).length === 0) {
    throw new Error('no training set has two genes: there is nothing to complete');
  }
  const batches = new BatchStream(state, epoch => drawBatches(data.training, {...options, epoch}));
  const masked = maskSets(data.validation, VALIDATION_MASK, options.seed).filter(
    ({heldOutGenes}) => heldOutGenes.length > 0,
  );
  const task = {
    update: (learningRate: number) => update(model, batches.take(1), options, learningRate),
    async evaluate() {
      const evaluation = await evaluateSets(model, masked, options);
      hooks.onEvaluation?.(evaluation);
      const criterion = options.keepBy === 'recall' ? -evaluation.recallAt50 : evaluation.loss;
      return {validationLoss: evaluation.loss, criterion};
    },
  };
  await runTraining(task, options, state, hooks);
}

async function update(
  model: SetEncoderModel,
  batches: SetBatch[],
  {loss, optimizer}: SetTrainingOptions,
  learningRate: number,
): Promise<{loss: number; tokens: number}> {
  const result = await model.trainStep(batches, loss, {...optimizer, learningRate});
  const tokens = batches.reduce(
    (sum, {targets}) => targets.reduce((total, {length}) => total + length, sum),
    0,
  );
  return {loss: result.loss, tokens};
}
