// Co-occurrence: how likely is a gene in a set that holds a gene of the prompt, summed over the prompt's genes,
// score(g) = Σ_p P(g | p) with P(g | p) = (C(g, p) + μ·C(g)/S) / (C(p) + μ): the sets with both genes among the sets
// with p, drawn towards popularity as if μ more sets had been seen (Dirichlet prior smoothing: Zhai & Lafferty 2004,
// ACM TOIS 22:179; conditional-probability similarity of items: Karypis 2001, CIKM).
import type {LookupEngine} from '../../engines/contract/kept-sets.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {countGenes, setsHolding} from './gene-index.ts';
import type {GeneRanker} from './gene-ranker.ts';
import {popularityShares} from './popularity.ts';
import {createVoteRanker} from './set-votes.ts';

export interface CoOccurrenceOptions {
  /** μ, sets of average content added to the sets of every prompt gene; 0 for plain frequencies. */
  smoothing: number;
}

/** A ranker over training sets of a vocabulary of V tokens; the V × V counts are never formed. */
export async function createCoOccurrence(
  training: TokenShard,
  vocabSize: number,
  {smoothing}: CoOccurrenceOptions,
  engine: LookupEngine,
): Promise<GeneRanker> {
  const counts = countGenes(training, vocabSize);
  const shares = popularityShares(counts);
  // 1 / (C(p) + μ); without any set and smoothing p says nothing.
  const weights = shares.map(
    (_, token) => 1 / (setsHolding(counts, token) + smoothing || Infinity),
  );
  const kept = await engine.keepSets(training, vocabSize);
  return createVoteRanker(kept, {weights}, shares, (scores, prompt) => {
    const prior = smoothing * prompt.reduce((sum, token) => sum + weights[token], 0);
    for (let token = 0; token < scores.length; token++) scores[token] += prior * shares[token];
  });
}
