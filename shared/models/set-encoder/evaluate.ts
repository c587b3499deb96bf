// How well a set encoder completes validation sets: the loss it was trained for, and where the hidden genes rank.

import type {SetEncoderModel, SetLoss} from '../../engines/contract/set-encoder.ts';
import type {MaskedSet} from '../../genes/tokens/mask-shard.ts';
import {averagePrecision, recallAt} from '../../stats/ranking-scores.ts';
import {hiddenRanks} from '../training/hidden-ranks.ts';
import type {OnPart} from '../training/training-loop.ts';
import {toBatch, type VisibleInLoss} from './draw-batches.ts';

interface SetEvaluation {
  /** Mean loss of a set in nats. */
  loss: number;
  /** Mean share of the hidden genes among the first 50. */
  recallAt50: number;
  averagePrecision: number;
}

/** Loss and ranking scores of masked sets that each hide at least one gene. */
export async function evaluateSets(
  model: SetEncoderModel,
  masked: MaskedSet[],
  options: {loss: SetLoss; visibleInLoss: VisibleInLoss; batchSize: number},
  onPart: OnPart = () => {},
): Promise<SetEvaluation> {
  const sum = {loss: 0, recallAt50: 0, averagePrecision: 0};
  for (let first = 0; first < masked.length; first += options.batchSize) {
    const part = masked.slice(first, first + options.batchSize);
    const sets = part.map(set => ({visible: set.promptGenes, hidden: set.heldOutGenes}));
    const {lossSum} = await model.evaluate(toBatch(sets, options.visibleInLoss), options.loss);
    sum.loss += lossSum;
    const logits = await model.scoreSets(part.map(({promptGenes}) => promptGenes));
    for (const ranks of hiddenRanks(part, logits, model.config.vocabSize)) {
      sum.recallAt50 += recallAt(ranks, 50);
      sum.averagePrecision += averagePrecision(ranks);
    }
    onPart(first + part.length, masked.length);
  }
  const mean = (total: number) => total / masked.length;
  return {
    loss: mean(sum.loss),
    recallAt50: mean(sum.recallAt50),
    averagePrecision: mean(sum.averagePrecision),
  };
}
