// The training of a GPT: packed batches of an epoch, gradient accumulation, the validation loss.
import type {Batch, GptModel, Objective, OptimizerOptions} from '../../engines/contract/engine.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {
  BatchStream,
  type LoopOptions,
  runTraining,
  type TrainingHooks,
  type TrainingState,
} from '../training/training-loop.ts';
import {packEpoch} from './packing.ts';

export interface TrainingOptions extends LoopOptions {
  objective: Objective;
  batchSize: number;
  blockSize: number;
  /** Positions of a set that the training loss looks at, 0 for all; the validation loss looks at all. */
  lossPositions: number;
  /** Batches whose gradients make one update. */
  gradientAccumulation: number;
  optimizer: Omit<OptimizerOptions, 'learningRate'>;
  endToken: number;
  seed: number;
}

/** Trains until maxSteps, the early stop or an abort (which saves a checkpoint first); `state` is updated in place. */
export async function train(
  model: GptModel,
  data: {training: TokenShard; validation: TokenShard},
  options: TrainingOptions,
  state: TrainingState,
  hooks: TrainingHooks,
): Promise<void> {
  if (data.training.setIds.length === 0) throw new Error('there are no training sets');
  // Epoch 0 of the packing is the validation order, so that training starts at 1.
  const batches = new BatchStream(state, epoch =>
    packEpoch(data.training, {...options, epoch: epoch + 1}),
  );
  const task = {
    update: (learningRate: number) =>
      update(model, batches.take(options.gradientAccumulation), options, learningRate),
    async evaluate() {
      const validationLoss = await evaluateLoss(model, data.validation, options);
      return {validationLoss, criterion: validationLoss};
    },
  };
  await runTraining(task, options, state, hooks);
}

async function update(
  model: GptModel,
  batches: Batch[],
  {objective, optimizer}: TrainingOptions,
  learningRate: number,
): Promise<{loss: number; tokens: number}> {
  const {loss} = await model.trainStep(batches, objective, {...optimizer, learningRate});
  let tokens = 0;
  for (const batch of batches) for (const target of batch.targets) if (target >= 0) tokens++;
  return {loss, tokens};
}

/** Mean loss in nats a position over all sets of a shard, genes in one fixed order. */
export async function evaluateLoss(
  model: GptModel,
  shard: TokenShard,
  options: Pick<TrainingOptions, 'objective' | 'batchSize' | 'blockSize' | 'endToken' | 'seed'>,
): Promise<number> {
  let lossSum = 0;
  let weightSum = 0;
  for (const batch of packEpoch(shard, {...options, epoch: 0, lossPositions: 0})) {
    const result = await model.evaluate(batch, options.objective);
    lossSum += result.lossSum;
    weightSum += result.weightSum;
  }
  return lossSum / weightSum;
}
