// Token shard: gene sets as token ids, the form models train on.
import {offsetsOf} from '../../stats/offsets-of.ts';

/** Id of the token that opens and closes every set. */
export const END_TOKEN = 0;

/** S gene sets as tokens; set i owns `tokens[offsets[i] .. offsets[i + 1]]`, without the end token. */
export interface TokenShard {
  /** Identity of each set, as in the gene-set table it was made from. Shape (S). */
  setIds: Int32Array;
  /** Start of each set in `tokens`, and the total at the end. Shape (S + 1). */
  offsets: Int32Array;
  /** Token ids in 1..V-1; 16 bits wide where V ≤ 65,536. Shape (number of memberships). */
  tokens: Uint16Array | Uint32Array;
  /** V, the number of tokens of the vocabulary the ids belong to, where it is known. */
  vocabSize?: number;
  /** Names of the sets, where they are known: set i owns `tokens[offsets[i] .. offsets[i + 1]]`, tokens of words. */
  names?: {offsets: Int32Array; tokens: Uint32Array};
}

/** Largest vocabulary, or dictionary of symbols, whose ids fit 16 bits. */
const UINT16_IDS = 0x10000;

/** A new array for `length` ids of a vocabulary, or places in a dictionary, of this size. */
export function newIds(length: number, size: number): Uint16Array | Uint32Array {
  return size <= UINT16_IDS ? new Uint16Array(length) : new Uint32Array(length);
}

/** The sets of these rows, without their names. */
export function selectRows(
  {setIds, offsets, tokens, vocabSize}: TokenShard,
  rows: readonly number[],
): TokenShard {
  const sets = rows.map(row => tokens.subarray(offsets[row], offsets[row + 1]));
  const starts = offsetsOf(sets.map(({length}) => length));
  const selected = tokens.slice(0, starts[rows.length]);
  sets.forEach((set, i) => {
    selected.set(set, starts[i]);
  });
  return {
    setIds: Int32Array.from(rows, row => setIds[row]),
    ...{offsets: starts, tokens: selected},
    ...(vocabSize !== undefined && {vocabSize}),
  };
}

/** Sets of tokens as a shard; their ids are their places by default. */
export function toShard(
  sets: readonly ArrayLike<number>[],
  vocabSize: number,
  setIds: ArrayLike<number> = Array.from(sets.keys()),
): TokenShard & {vocabSize: number} {
  const offsets = offsetsOf(sets.map(({length}) => length));
  const tokens = newIds(offsets[sets.length], vocabSize);
  sets.forEach((set, i) => {
    tokens.set(set, offsets[i]);
  });
  return {setIds: Int32Array.from(setIds), offsets, tokens, vocabSize};
}
