// Popularity: the same ranking for every prompt, genes of many training sets first. A model that beats it
// has learned something from the prompt.
import {type GeneIndex, setsHolding} from './gene-index.ts';
import {excludePrompt, type GeneRanker} from './gene-ranker.ts';

/** Scores each gene by the share of training sets that hold it. */
export function createPopularityRanker(index: GeneIndex): GeneRanker {
  const shares = popularityShares(index);
  return {rank: prompt => excludePrompt(shares.slice(), prompt)};
}

/** Share of the training sets that hold each token, 0..1. Shape (V). */
export function popularityShares(index: GeneIndex): Float64Array {
  const sets = Math.max(1, index.setCount);
  return Float64Array.from(
    {length: index.vocabSize},
    (_, token) => setsHolding(index, token) / sets,
  );
}
