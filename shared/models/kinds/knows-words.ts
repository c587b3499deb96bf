// Whether a model knows words beside genes. It loads nothing, as the command line asks for it before any model is opened.

/** Of a stored GPT: `geneTokens` of its tokens are genes; all where it is absent. */
interface TokenCounts {
  config?: {vocabSize?: number};
  geneTokens?: number | undefined;
}

export function knowsWords({config, geneTokens}: TokenCounts): boolean {
  return geneTokens !== undefined && (config?.vocabSize ?? 0) > geneTokens;
}
