// What every baseline offers: a score for each gene, given the genes that are shown.

/** Scores all tokens for a prompt; higher is more likely to belong to the set. */
export interface GeneRanker {
  /** Distinct prompt tokens → scores, shape (V); −Infinity for the prompt's genes and the end token. */
  rank(prompt: Int32Array): Float64Array;
}

/** Token 0 opens and closes sets in every vocabulary; it is no gene. */
const END_TOKEN = 0;

/** Takes the prompt and the end token out of the race, in place. */
export function excludePrompt(scores: Float64Array, prompt: Int32Array): Float64Array {
  scores[END_TOKEN] = Number.NEGATIVE_INFINITY;
  for (const token of prompt) scores[token] = Number.NEGATIVE_INFINITY;
  return scores;
}
