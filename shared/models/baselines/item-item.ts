// Item–item: genes are alike when the same sets hold them, score(g) = Σ_p cos(p, g) = Σ_p C(p, g) / √(C(p)·C(g)) with
// the numbers of training sets that hold the genes (Sarwar et al. 2001, WWW; Deshpande & Karypis 2004, ACM TOIS 22:143).
import type {LookupEngine} from '../../engines/contract/kept-sets.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {countGenes, setsHolding} from './gene-index.ts';
import type {GeneRanker} from './gene-ranker.ts';
import {popularityShares} from './popularity.ts';
import {createVoteRanker} from './set-votes.ts';

/**
 * A ranker over training sets of a vocabulary of V tokens. Exact without a V × V matrix: Σ_p C(p, g)/√C(p) is the sum
 * of 1/√C(p) over the prompt's genes of every set that holds g.
 */
export async function createItemItem(
  training: TokenShard,
  vocabSize: number,
  engine: LookupEngine,
): Promise<GeneRanker> {
  const counts = countGenes(training, vocabSize);
  const shares = popularityShares(counts);
  const weights = shares.map((_, token) => 1 / Math.sqrt(setsHolding(counts, token) || Infinity));
  const kept = await engine.keepSets(training, vocabSize);
  return createVoteRanker(kept, {weights}, shares, scores => {
    for (let token = 0; token < scores.length; token++) scores[token] *= weights[token];
  });
}
