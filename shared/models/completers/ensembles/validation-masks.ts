// The validation sets as models of models are fitted on them: masked by several shares, several times.
import {type MaskedSet, maskSets} from '../../../genes/tokens/mask-shard.ts';
import type {TokenShard} from '../../../genes/tokens/token-shard.ts';
import {createRandom} from '../../../stats/random.ts';

export interface MaskOptions {
  /** Shares of each set that are hidden, one after the other. */
  maskShares: number[];
  /** Each masks every set anew. */
  seeds: number[];
  /** Sets looked at, at most, drawn by the first seed. */
  maxSets: number;
}

/** Masked sets with a gene shown and a gene hidden; throws where there are none. */
export function maskForFit(
  validation: TokenShard,
  {maskShares, seeds, maxSets}: MaskOptions,
): MaskedSet[] {
  const rows = createRandom(seeds[0]).shuffle(Int32Array.from(validation.setIds.keys()));
  const drawn = new Set(Array.from(rows.subarray(0, maxSets), row => validation.setIds[row]));
  const masked = maskShares.flatMap(share =>
    seeds.flatMap(seed => maskSets(validation, share, seed)),
  );
  const usable = masked.filter(
    ({setId, promptGenes, heldOutGenes}) =>
      drawn.has(setId) && promptGenes.length > 0 && heldOutGenes.length > 0,
  );
  if (usable.length > 0) return usable;
  throw new Error(
    `none of ${validation.setIds.length} validation sets has two genes; expected at least one to fit the weights on: raise heldOutShare of the split.`,
  );
}
