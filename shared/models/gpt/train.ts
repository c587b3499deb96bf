// What the training of a GPT on gene sets is: packed batches of an epoch, the loss of a batch, the validation loss.
import type {Batch, GptModel, Objective} from '../../engines/contract/engine.ts';
import {END_TOKEN, type TokenShard} from '../../genes/tokens/token-shard.ts';
import type {OnPart, TrainingTask} from '../training/training-loop.ts';
import {packEpoch} from './packing.ts';

interface GptTrainingOptions {
  objective: Objective;
  batchSize: number;
  blockSize: number;
  /** Positions of a set that the training loss looks at, 0 for all; the validation loss looks at all. */
  lossPositions: number;
  /** Shares of its genes that a training set shows; whole sets where absent. */
  shownShares?: [smallest: number, largest: number];
  seed: number;
}

/** The training of `model` on gene sets. */
export function gptTask(
  model: GptModel,
  {training, validation}: {training: TokenShard; validation: TokenShard},
  options: GptTrainingOptions,
): TrainingTask<Batch> {
  if (training.setIds.length === 0) throw new Error('there are no training sets');
  const {batchSize, blockSize, lossPositions, seed, shownShares} = options;
  const whole = {batchSize, blockSize, seed, endToken: END_TOKEN};
  const packing = {...whole, lossPositions, ...(shownShares && {shownShares})};
  return {
    // Epoch 0 of the packing is the validation order, so that training starts at 1.
    openEpoch: epoch => packEpoch(training, {...packing, epoch: epoch + 1}),
    update: (batches, optimizer) => model.trainStep(batches, options.objective, optimizer),
    countTokens: ({targets}) => targets.reduce((sum, target) => sum + Number(target >= 0), 0),
    evaluate: async onPart => ({
      validationLoss: await meanLoss(
        model,
        packEpoch(validation, {...whole, epoch: 0}),
        options.objective,
        onPart,
      ),
    }),
  };
}

/** Mean loss in nats over all positions with weight. */
export async function meanLoss(
  model: GptModel,
  batches: Iterable<Batch>,
  objective: Objective,
  onPart: OnPart,
): Promise<number> {
  let [lossSum, weightSum] = [0, 0];
  const all = [...batches];
  for (const [i, batch] of all.entries()) {
    const result = await model.evaluate(batch, objective);
    lossSum += result.lossSum;
    weightSum += result.weightSum;
    onPart(i + 1, all.length);
  }
  return lossSum / weightSum;
}
