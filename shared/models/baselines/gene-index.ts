// The training sets turned inside out: for every gene, the sets that hold it. It says how near sets are.

import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {offsetsOf} from '../../stats/offsets-of.ts';

/** S training sets over V tokens, and how many of them hold each. */
export interface GeneCounts {
  training: TokenShard;
  /** S, number of training sets. */
  setCount: number;
  /** V, number of tokens; token 0 is the end token. */
  vocabSize: number;
  /** Running totals of the sets that hold each token. Shape (V + 1). */
  setOffsets: Int32Array;
}

/** The same, readable by set and by gene: token t has the sets from setOffsets[t] to setOffsets[t + 1]. */
export interface GeneIndex extends GeneCounts {
  /** Row numbers of training sets, ascending for each token. Shape (number of memberships). */
  sets: Int32Array;
}

/** Counts in one pass over the memberships. */
export function countGenes(training: TokenShard, vocabSize: number): GeneCounts {
  const setCount = training.offsets.length - 1;
  return {training, setCount, vocabSize, setOffsets: offsetsOfUses(training.tokens, vocabSize)};
}

/** Builds the index by counting, in two passes over the memberships. */
export function indexGenes(training: TokenShard, vocabSize: number): GeneIndex {
  const counts = countGenes(training, vocabSize);
  const {setCount, setOffsets} = counts;
  const {tokens, offsets} = training;
  const next = setOffsets.slice();
  const sets = new Int32Array(tokens.length);
  for (let set = 0; set < setCount; set++) {
    for (let i = offsets[set]; i < offsets[set + 1]; i++) sets[next[tokens[i]]++] = set;
  }
  return {...counts, sets};
}

/** Number of training sets that hold `token`. */
export function setsHolding({setOffsets}: GeneCounts, token: number): number {
  return setOffsets[token + 1] - setOffsets[token];
}

/** Number of training sets that hold each token, as models store them: exact up to 2^24. Shape (V). */
export function geneSetCounts(counts: GeneCounts): Float32Array {
  return Float32Array.from({length: counts.vocabSize}, (_, token) => setsHolding(counts, token));
}

/** Squared ln(S / sets that hold the gene), inverse set frequency; 0 for a gene of every set. Shape (V). */
export function squaredIdf(counts: GeneCounts): Float64Array {
  return Float64Array.from(
    {length: counts.vocabSize},
    // A gene that no training set holds weighs as much as one that a single set holds.
    (_, token) =>
      Math.log(Math.max(1, counts.setCount) / Math.max(1, setsHolding(counts, token))) ** 2,
  );
}

/** Squared Euclidean length of every training set's vector, from squared weights of genes, shape (V). Shape (S). */
export function squaredSetNorms(
  {training, setCount}: GeneCounts,
  weights: Float64Array,
): Float64Array {
  const {tokens, offsets} = training;
  return Float64Array.from({length: setCount}, (_, set) => {
    let sum = 0;
    for (let i = offsets[set]; i < offsets[set + 1]; i++) sum += weights[tokens[i]];
    return sum;
  });
}

/** Running totals of how often each token occurs. Shape (V + 1). */
function offsetsOfUses(tokens: TokenShard['tokens'], vocabSize: number): Int32Array {
  const uses = new Int32Array(vocabSize);
  for (const token of tokens) {
    if (token >= vocabSize) {
      throw new RangeError(
        `A training set holds token ${token}, but the vocabulary has ${vocabSize} tokens: training sets and vocabulary must come from the same tokenize run.`,
      );
    }
    uses[token]++;
  }
  return offsetsOf(uses);
}
