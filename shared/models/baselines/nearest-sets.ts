// Nearest sets: every training set votes for its genes with the power of its cosine similarity to the prompt,
// score(g) = Σ_sets cos(prompt, set)^power · [g ∈ set]. A k-nearest-neighbour lookup without a cut-off, and the
// baseline that a gene language model must beat.
import type {KeptSets, LookupEngine} from '../../engines/contract/kept-sets.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {countGenes, type GeneCounts, squaredIdf, squaredSetNorms} from './gene-index.ts';
import type {GeneRanker} from './gene-ranker.ts';
import {popularityShares} from './popularity.ts';
import {createVoteRanker} from './set-votes.ts';

export interface NearestSetsOptions {
  /** Exponent of the cosine: higher listens to the most similar sets only. */
  power: number;
  /** Weight gene g in the cosine by its inverse set frequency ln(S / sets with g), so that rare genes count more. */
  idf: boolean;
}

/** A ranker over training sets of a vocabulary of V tokens. */
export async function createNearestSets(
  training: TokenShard,
  vocabSize: number,
  options: NearestSetsOptions,
  engine: LookupEngine,
): Promise<GeneRanker> {
  const counts = countGenes(training, vocabSize);
  return rankByNearestSets(counts, await engine.keepSets(training, vocabSize), options);
}

/** A ranker over training sets already counted and kept: several rankers share them. */
export function rankByNearestSets(
  counts: GeneCounts,
  kept: KeptSets,
  {power, idf}: NearestSetsOptions,
): GeneRanker {
  const weights = idf ? squaredIdf(counts) : new Float64Array(counts.vocabSize).fill(1);
  const norms = squaredSetNorms(counts, weights);
  return createVoteRanker(kept, {weights, cosine: {norms, power}}, popularityShares(counts));
}
