// The training sets turned inside out: for every gene, the sets that hold it. All lookups start from it.

import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {offsetsOf} from '../../stats/offsets-of.ts';

/** S training sets over V tokens, readable by set and by gene. */
export interface GeneIndex {
  training: TokenShard;
  /** S, number of training sets. */
  setCount: number;
  /** V, number of tokens; token 0 is the end token. */
  vocabSize: number;
  /** Start of each token's sets in `sets`, and the total at the end. Shape (V + 1). */
  setOffsets: Int32Array;
  /** Row numbers of training sets, ascending for each token. Shape (number of memberships). */
  sets: Int32Array;
}

/** Builds the index by counting, in two passes over the memberships. */
export function indexGenes(training: TokenShard, vocabSize: number): GeneIndex {
  const {tokens, offsets} = training;
  const setCount = offsets.length - 1;
  const setOffsets = offsetsOfUses(tokens, vocabSize);
  const next = setOffsets.slice();
  const sets = new Int32Array(tokens.length);
  for (let set = 0; set < setCount; set++) {
    for (let i = offsets[set]; i < offsets[set + 1]; i++) sets[next[tokens[i]]++] = set;
  }
  return {training, setCount, vocabSize, setOffsets, sets};
}

/** Number of training sets that hold `token`. */
export function setsHolding(index: GeneIndex, token: number): number {
  return index.setOffsets[token + 1] - index.setOffsets[token];
}

/** Squared ln(S / sets that hold the gene), inverse set frequency; 0 for a gene of every set. Shape (V). */
export function squaredIdf(index: GeneIndex): Float64Array {
  return Float64Array.from(
    {length: index.vocabSize},
    // A gene that no training set holds weighs as much as one that a single set holds.
    (_, token) => Math.log(index.setCount / Math.max(1, setsHolding(index, token))) ** 2,
  );
}

/** Squared Euclidean length of every training set's vector, from squared weights of genes, shape (V). Shape (S). */
export function squaredSetNorms(
  {training, setCount}: GeneIndex,
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
