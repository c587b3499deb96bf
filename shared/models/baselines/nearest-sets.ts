// Nearest sets: every training set votes for its genes with the power of its cosine similarity to the prompt,
// score(g) = Σ_sets cos(prompt, set)^power · [g ∈ set]. A k-nearest-neighbour lookup without a cut-off, and the
// baseline that a gene language model must beat.
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {type GeneIndex, indexGenes, squaredIdf, squaredSetNorms} from './gene-index.ts';
import {excludePrompt, type GeneRanker} from './gene-ranker.ts';
import {breakTies, popularityShares} from './popularity.ts';
import {createSetVoting} from './set-votes.ts';

export interface NearestSetsOptions {
  /** Exponent of the cosine: higher listens to the most similar sets only. */
  power: number;
  /** Weight gene g in the cosine by its inverse set frequency ln(S / sets with g), so that rare genes count more. */
  idf: boolean;
}

/** A ranker over training sets of a vocabulary of V tokens. */
export function createNearestSets(
  training: TokenShard,
  vocabSize: number,
  options: NearestSetsOptions,
): GeneRanker {
  return createNearestSetsRanker(indexGenes(training, vocabSize), options);
}

/** A ranker over training sets already indexed: several rankers share an index. It holds 2·S + 2·V numbers beside the index. */
export function createNearestSetsRanker(index: GeneIndex, options: NearestSetsOptions): GeneRanker {
  const weights = options.idf ? squaredIdf(index) : new Float64Array(index.vocabSize).fill(1);
  const norms = squaredSetNorms(index, weights);
  const shares = popularityShares(index);
  const raise = powerOfRoot(options.power);
  let promptNorm = 0;
  const voting = createSetVoting(index, weights, (dot, set) =>
    raise((dot * dot) / (promptNorm * norms[set])),
  );
  return {
    rank(prompt) {
      promptNorm = prompt.reduce((sum, token) => sum + weights[token], 0);
      return excludePrompt(breakTies(voting(prompt), shares), prompt);
    },
  };
}

/** The power of a cosine from its square; even powers need no root. */
function powerOfRoot(power: number): (squared: number) => number {
  if (power === 2) return squared => squared;
  if (power === 4) return squared => squared * squared;
  if (power === 1) return squared => Math.sqrt(squared);
  return squared => squared ** (power / 2);
}
