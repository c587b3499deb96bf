// Popularity: the same ranking for every prompt, genes of many training sets first. A model that beats it
// has learned something from the prompt.
import {type GeneCounts, setsHolding} from './gene-index.ts';
import {excludePrompt, type GeneRanker, rankOneByOne} from './gene-ranker.ts';

/** Equal scores are parted by popularity: far above the rounding of sums, far below a difference of scores. */
export const TIE_BREAK = 1e-12;
/** Genes without a score follow by popularity: far below the weakest vote, cos^power of sets of 10^5 genes. */
const UNSCORED = 1e-100;

/** Scores each gene by a share of training sets, whatever the prompt; `shares` has shape (V). */
export function createShareRanker(shares: Float64Array): GeneRanker {
  return rankOneByOne(prompt => excludePrompt(shares.slice(), prompt));
}

/** Share of the training sets that hold each token, 0..1. Shape (V). */
export function popularityShares(counts: GeneCounts): Float64Array {
  const sets = Math.max(1, counts.setCount);
  return Float64Array.from(
    {length: counts.vocabSize},
    (_, token) => setsHolding(counts, token) / sets,
  );
}

/** Orders equal non-negative scores, and those of 0, by popularity, in place. Both of shape (V). */
export function breakTies(scores: Float64Array, shares: Float64Array): Float64Array {
  for (let token = 0; token < scores.length; token++) {
    scores[token] *= 1 + TIE_BREAK * shares[token];
    scores[token] += UNSCORED * shares[token];
  }
  return scores;
}
