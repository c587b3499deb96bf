// Words of a gene-level vocabulary: one token a gene, one a mark such as `<type:B cell>`; no gene starts with `<`.

/** Asks for the answer: the last word of every prompt. */
export const ANSWER_WORD = '<answer>';
/** Starts each of several cells. */
export const CELL_WORD = '<cell>';
/** Opens a prompt and closes a response; token 0. */
export const END_WORD = '<end>';

/** The word for a known fact, e.g. `<type:B cell>`. */
export function markWord(name: string, value: string): string {
  return `<${name}:${value}>`;
}

export function isMark(word: string): boolean {
  return word.startsWith('<');
}

/** Words in a fixed order, token 0 the end: marks first, then genes, each in ascending order. */
export function listWords(rows: Iterable<readonly string[]>): string[] {
  const words = new Set<string>();
  for (const row of rows) for (const word of row) words.add(word);
  const sorted = [...words].sort();
  return [END_WORD, ...sorted.filter(isMark), ...sorted.filter(word => !isMark(word))];
}
