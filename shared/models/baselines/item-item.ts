// Item–item: genes are alike when the same sets hold them, score(g) = Σ_p cos(p, g) = Σ_p C(p, g) / √(C(p)·C(g)) with
// the numbers of training sets that hold the genes (Sarwar et al. 2001, WWW; Deshpande & Karypis 2004, ACM TOIS 22:143).
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {indexGenes, setsHolding} from './gene-index.ts';
import {excludePrompt, type GeneRanker} from './gene-ranker.ts';
import {breakTies, popularityShares} from './popularity.ts';
import {createSetVoting} from './set-votes.ts';

/**
 * A ranker over training sets of a vocabulary of V tokens. Exact without a V × V matrix: Σ_p C(p, g)/√C(p) is the sum
 * of 1/√C(p) over the prompt's genes of every set that holds g.
 */
export function createItemItem(training: TokenShard, vocabSize: number): GeneRanker {
  const index = indexGenes(training, vocabSize);
  const shares = popularityShares(index);
  const lengths = shares.map((_, token) => 1 / Math.sqrt(setsHolding(index, token) || Infinity));
  const voting = createSetVoting(index, lengths, shared => shared);
  return {
    rank(prompt) {
      const scores = voting(prompt);
      for (let token = 0; token < scores.length; token++) scores[token] *= lengths[token];
      return excludePrompt(breakTies(scores, shares), prompt);
    },
  };
}
