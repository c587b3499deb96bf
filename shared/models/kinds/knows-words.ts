// Whether a model knows words beside genes. It loads nothing, as the command line asks for it before any model is opened.

/** What a GPT does with words: reads them before genes, or writes them behind genes. */
export type WordUse = 'read' | 'written';

/**
 * Of a stored GPT: `geneTokens` of its tokens are genes; all where it is absent. `wordUse` names the one use of words that it
 * was trained for; both where it is absent.
 */
interface TokenCounts {
  config?: {vocabSize?: number};
  geneTokens?: number | undefined;
  wordUse?: WordUse | undefined;
}

/** Whether the model was trained to use words so. */
export function knowsWords(
  use: WordUse,
  {config, geneTokens, wordUse = use}: TokenCounts,
): boolean {
  return wordUse === use && geneTokens !== undefined && (config?.vocabSize ?? 0) > geneTokens;
}
