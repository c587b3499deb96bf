// Lets a baseline complete a test set under the model's conditions.
import type {Prediction, TestSet} from '../stats/score-completion.ts';
import {ranksOf, topIndices} from '../stats/score-order.ts';
import type {GeneRanker} from './gene-ranker.ts';

/**
 * The baseline's `count` best genes and its ranks of the held-out genes. `count` is the number of genes that the
 * model generated for the set: a list of another length would win or lose by its length alone.
 */
export function predictGenes(
  ranker: GeneRanker,
  {promptGenes, heldOutGenes}: TestSet,
  count: number,
): Prediction {
  const scores = ranker.rank(promptGenes);
  return {
    generatedGenes: topIndices(scores, count),
    heldOutRanks: ranksOf(scores, heldOutGenes),
  };
}
