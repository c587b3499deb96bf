// How models are looked at while they train: validation sets with most of their genes hidden, and where these rank.
import {type MaskedSet, maskSets} from '../../genes/tokens/mask-shard.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {ranksOf} from '../../stats/score-order.ts';
import {excludePrompt} from '../baselines/gene-ranker.ts';

/** Share of a validation set's genes that is hidden, as when models are scored. */
const VALIDATION_MASK = 0.8;

/** The validation sets that hide a gene, one at least. */
export function maskValidation(validation: TokenShard, seed: number): MaskedSet[] {
  const masked = maskSets(validation, VALIDATION_MASK, seed).filter(
    ({heldOutGenes}) => heldOutGenes.length > 0,
  );
  if (masked.length > 0) return masked;
  throw new Error(
    `none of ${validation.setIds.length} validation sets has two genes; expected at least one to choose the weights by: raise heldOutShare of the split, or minSize of filter-rare-genes.`,
  );
}

/** Ranks of every set's hidden genes among the first V tokens that are not visible. `scores` has a row a set, of V tokens or more. */
export function hiddenRanks(
  masked: readonly MaskedSet[],
  scores: Float32Array,
  V: number,
): Int32Array[] {
  const tokens = scores.length / masked.length;
  return masked.map(({promptGenes, heldOutGenes}, i) => {
    const row = new Float64Array(scores.subarray(i * tokens, i * tokens + V));
    return ranksOf(excludePrompt(row, promptGenes), heldOutGenes);
  });
}
