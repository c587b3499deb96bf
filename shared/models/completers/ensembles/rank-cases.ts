// What a stacked ranking is fitted on: for each masked validation set the pooled genes, described, and which were hidden.

import type {MaskedSet} from '../../../genes/tokens/mask-shard.ts';
import {batchesOf} from '../../../stats/batches-of.ts';
import type {RankCase} from '../../ensembles/fit-rank-network.ts';
import type {PoolDescriber} from './stack-completer.ts';

/** Sets asked about in one call; bounds memory to this many rows of V scores for each member. */
const BATCH = 32;

/** Asks every member about every set. */
export async function collectRankCases(
  sets: readonly MaskedSet[],
  {describe}: PoolDescriber,
  onProgress: (done: number) => void = () => {},
): Promise<RankCase[]> {
  const cases: RankCase[] = [];
  for (const part of batchesOf(sets, BATCH)) {
    const described = await describe(part.map(({promptGenes}) => promptGenes));
    for (const [i, {setId, heldOutGenes}] of part.entries()) {
      const {genes, features} = described[i].pool;
      const heldOut = new Set(heldOutGenes);
      const relevant = Uint8Array.from(genes, gene => Number(heldOut.has(gene)));
      cases.push({set: setId, hidden: heldOutGenes.length, features, relevant});
    }
    onProgress(cases.length);
  }
  return cases;
}
