// Vocabulary: which token stands for which gene symbol.

/** How the end token, which opens and closes every set, is written; its id is 0. */
export const END_SYMBOL = '<end>';

/** V tokens; index = token id, 0 is the end token. */
export interface Vocabulary {
  /** Symbol of each token, `<end>` first. Length V. */
  symbols: string[];
  /** Number of training sets that hold the gene; for the end token, the number of training sets. Shape (V). */
  geneSets: Int32Array;
  /** 1 where the gene is protein-coding. Shape (V). */
  proteinCoding: Uint8Array;
}

/** Token id of each symbol, the end token included. */
export function tokenIds(vocabulary: Vocabulary): Map<string, number> {
  return new Map(vocabulary.symbols.map((symbol, token) => [symbol, token]));
}

/** Token id of each gene's symbol, without the end token. */
export function geneTokens({symbols}: Vocabulary): Map<string, number> {
  return new Map(symbols.slice(1).map((symbol, i) => [symbol, i + 1]));
}
