// The training sets turned inside out: for every gene, the sets that hold it. All lookups start from it.
import type {TokenShard} from '../../genes/tokens/token-shard.ts';

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
  const setOffsets = countUses(tokens, vocabSize);
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

/** Running totals of how often each token occurs, shape (V + 1). */
function countUses(tokens: TokenShard['tokens'], vocabSize: number): Int32Array {
  const offsets = new Int32Array(vocabSize + 1);
  for (const token of tokens) {
    if (token >= vocabSize) {
      throw new RangeError(
        `A training set holds token ${token}, but the vocabulary has ${vocabSize} tokens: training sets and vocabulary must come from the same tokenize run.`,
      );
    }
    offsets[token + 1]++;
  }
  for (let token = 0; token < vocabSize; token++) offsets[token + 1] += offsets[token];
  return offsets;
}
