// Hides most of a gene set: a random part is shown as the prompt, the rest is held out to be found again.
import {createRandom} from '../../stats/random.ts';
import type {TokenShard} from './token-shard.ts';

export interface MaskedSet {
  setId: number;
  /** Tokens shown, in random order. */
  promptGenes: Int32Array;
  /** Tokens hidden, in random order. */
  heldOutGenes: Int32Array;
}

/**
 * Hides `maskShare` of every set: ⌈(1 − maskShare)·n⌉ genes are shown, at least one and at most n − 1.
 * The draw depends on the seed and the set's id alone, not on the other sets.
 */
export function maskSets(shard: TokenShard, maskShare: number, seed: number): MaskedSet[] {
  return Array.from(shard.setIds, (setId, row) => {
    const genes = Int32Array.from(
      shard.tokens.subarray(shard.offsets[row], shard.offsets[row + 1]),
    );
    // Ascending first: the draw must not depend on the order a file happened to list the genes in.
    createRandom(seed, setId).shuffle(genes.sort());
    const shown = promptSize(genes.length, maskShare);
    return {setId, promptGenes: genes.slice(0, shown), heldOutGenes: genes.slice(shown)};
  });
}

/** Genes shown of a set of n. */
export function promptSize(n: number, maskShare: number): number {
  // A share such as 0.8 is no binary fraction: 10 genes must show 2, not ⌈2.0000000000000004⌉ = 3.
  const shown = Math.ceil((1 - maskShare) * n - 1e-9);
  return Math.max(1, Math.min(shown, n - 1));
}
