// Token shard: gene sets as token ids, the form models train on.

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
}
