// Training sets that an engine keeps, so that they vote for genes: what the lookups compute. S sets over V tokens.

/** Sets as rows of tokens: set i has tokens[offsets[i] .. offsets[i + 1]]. */
export interface TokenRows {
  /** Shape (S + 1). */
  offsets: Int32Array;
  /** Shape (number of memberships). */
  tokens: Uint16Array | Uint32Array;
}

/** What a set's vote is, by the genes p that it shares with the prompt: shared = Σ weights[p]. */
export interface VoteRule {
  /** 0 or more for each token. Shape (V). */
  weights: Float64Array;
  /**
   * Absent: the vote is `shared`. Else the cosine, shared / √(Σ weights of the prompt · norm), to the power, above 0,
   * with the squared lengths of the sets' vectors, Σ weights of all their genes. Shape (S).
   */
  cosine?: {norms: Float64Array; power: number};
}

/** Sets inside an engine. */
export interface KeptSets {
  /**
   * For each prompt the summed votes of the sets that hold a token, shape (V). A sum is added in the order of the sets:
   * tokens of the same sets have the same sum, and no prompt's row depends on the prompts beside it.
   */
  castVotes(prompts: readonly Int32Array[], rule: VoteRule): Promise<Float64Array[]>;
  /** Frees the sets once the calls already made have run. */
  dispose(): void;
}

export interface LookupEngine {
  /** Keeps a copy of the sets, each of distinct tokens below `vocabSize`. */
  keepSets(sets: TokenRows, vocabSize: number): Promise<KeptSets>;
}
