// Vocabulary: which token stands for which gene symbol, and for which word of a name.
import {nameWords, wordKey} from './name-words.ts';

/** How the end token, which opens and closes every set, is written; its id is 0. */
export const END_SYMBOL = '<end>';
/** How the token that opens a name is written; its id is V, the words' ids follow. */
export const NAME_SYMBOL = '<name>';

/** V tokens of genes; index = token id, 0 is the end token. Tokens of words come after them. */
export interface Vocabulary {
  /** Symbol of each token, `<end>` first. Length V. */
  symbols: string[];
  /** Number of training sets that hold the gene; for the end token, the number of training sets. Shape (V). */
  geneSets: Int32Array;
  /** 1 where the gene is protein-coding. Shape (V). */
  proteinCoding: Uint8Array;
  /** Full name of each gene, '' where none is known. Length V; absent where names are left out. */
  geneNames?: string[];
  /** Words of names of training sets and genes, as they are most often written. Length W; absent with geneNames. */
  words?: string[];
}

/** Tokens of a model that reads and writes names as well: V where there are none, else V + 1 + W. */
export function tokenCount({symbols, words = []}: Pick<Vocabulary, 'symbols' | 'words'>): number {
  return symbols.length + (words.length > 0 ? 1 + words.length : 0);
}

/** How the tokens after the genes' are written where words must differ from symbols: lower case behind an underscore. */
export function wordSymbols({words = []}: Vocabulary): string[] {
  return [NAME_SYMBOL, ...words.map(word => `_${wordKey(word)}`)];
}

/** Turns names into tokens of words; words without a token are left out. */
export function nameTokenizer({
  symbols,
  words = [],
}: Pick<Vocabulary, 'symbols' | 'words'>): (name: string) => number[] {
  const ids = new Map(words.map((word, i) => [wordKey(word), symbols.length + 1 + i]));
  return name => nameWords(name).flatMap(word => ids.get(wordKey(word)) ?? []);
}

/** Token id of each symbol, the end token included. */
export function tokenIds(vocabulary: Vocabulary): Map<string, number> {
  return new Map(vocabulary.symbols.map((symbol, token) => [symbol, token]));
}

/** Token id of each gene's symbol, without the end token. */
export function geneTokens({symbols}: Vocabulary): Map<string, number> {
  return new Map(symbols.slice(1).map((symbol, i) => [symbol, i + 1]));
}
