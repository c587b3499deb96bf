// What every baseline offers: a score for each gene, given the genes that are shown.

/** Scores all tokens for prompts; higher is more likely to belong to the set. */
export interface GeneRanker {
  /**
   * Prompts of distinct tokens → scores, a row of shape (V) for each; −Infinity for the prompt's genes and the end
   * token. Many prompts in one call cost less than as many calls.
   */
  rank(prompts: readonly Int32Array[]): Promise<Float64Array[]>;
  dispose(): void;
}

/** A ranker that takes prompts one by one and holds nothing to dispose of. */
export function rankOneByOne(rank: (prompt: Int32Array) => Float64Array): GeneRanker {
  return {rank: async prompts => prompts.map(rank), dispose() {}};
}

/** Token 0 opens and closes sets in every vocabulary; it is no gene. */
const END_TOKEN = 0;

/** Takes the prompt and the end token out of the race, in place. */
export function excludePrompt(scores: Float64Array, prompt: Int32Array): Float64Array {
  scores[END_TOKEN] = Number.NEGATIVE_INFINITY;
  for (const token of prompt) scores[token] = Number.NEGATIVE_INFINITY;
  return scores;
}
