// What the training of a set encoder is: batches of partly visible sets, and validation at the share of genes it is
// scored at.
import type {SetBatch, SetEncoderModel, SetLoss} from '../../engines/contract/set-encoder.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {maskValidation} from '../training/hidden-ranks.ts';
import type {KeepBy} from '../training/recipe-params.ts';
import type {TrainingTask} from '../training/training-loop.ts';
import {completableSets, type DrawOptions, drawBatches} from './draw-batches.ts';
import {evaluateSets} from './evaluate.ts';

export interface SetTrainingOptions extends Omit<DrawOptions, 'epoch'> {
  loss: SetLoss;
  keepBy: KeepBy;
}

/** The training of `model` on gene sets; where recall chooses the weights, the criterion is its negative. */
export function setEncoderTask(
  model: SetEncoderModel,
  {training, validation}: {training: TokenShard; validation: TokenShard},
  options: SetTrainingOptions,
): TrainingTask<SetBatch> {
  if (completableSets(training).length === 0) {
    throw new Error('no training set has two genes: there is nothing to complete');
  }
  const masked = maskValidation(validation, options.seed);
  return {
    openEpoch: epoch => drawBatches(training, {...options, epoch}),
    update: (batches, optimizer) => model.trainStep(batches, options.loss, optimizer),
    countTokens: ({targets}) => targets.reduce((sum, {length}) => sum + length, 0),
    async evaluate(onPart) {
      const {loss, recallAt50, averagePrecision} = await evaluateSets(
        model,
        masked,
        options,
        onPart,
      );
      return {
        validationLoss: loss,
        criterion: options.keepBy === 'recall' ? -recallAt50 : loss,
        note: `validation loss ${loss.toFixed(4)}, recall@50 ${recallAt50.toFixed(4)}, average precision ${averagePrecision.toFixed(4)}`,
      };
    },
  };
}
