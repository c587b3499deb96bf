// The dictionary of a column: its distinct texts in ascending order of their UTF-8 bytes, and each value's place in it.

export interface SortedDictionary {
  texts: string[];
  /** Place in `texts` of each given text; -1 of those not in use. Shape (number of given texts). */
  codeOf: Int32Array;
}

/** The dictionary of those `texts` that `used` marks (1 or 0). */
export function sortDictionary(texts: readonly string[], used: Uint8Array): SortedDictionary {
  const places: number[] = [];
  for (let i = 0; i < texts.length; i++) if (used[i]) places.push(i);
  if (!isAscending(texts, places)) sortPlaces(texts, places);
  const codeOf = new Int32Array(texts.length).fill(-1);
  const sorted: string[] = [];
  for (const place of places) {
    if (sorted.length === 0 || sorted[sorted.length - 1] !== texts[place])
      sorted.push(texts[place]);
    codeOf[place] = sorted.length - 1;
  }
  return {texts: sorted, codeOf};
}

/** The dictionary of all distinct values, and the place of each value. */
export function codeValues(values: readonly string[]): {texts: string[]; codes: Int32Array} {
  const indexOf = new Map<string, number>();
  const codes = Int32Array.from(values, value => {
    const known = indexOf.get(value);
    if (known !== undefined) return known;
    indexOf.set(value, indexOf.size);
    return indexOf.size - 1;
  });
  const distinct = [...indexOf.keys()];
  const {texts, codeOf} = sortDictionary(distinct, new Uint8Array(distinct.length).fill(1));
  return {texts, codes: codes.map(code => codeOf[code])};
}

function isAscending(texts: readonly string[], places: readonly number[]): boolean {
  for (let i = 1; i < places.length; i++) {
    if (compare(texts[places[i - 1]], texts[places[i]]) >= 0) return false;
  }
  return true;
}

function sortPlaces(texts: readonly string[], places: number[]): void {
  places.sort((a, b) => compare(texts[a], texts[b]));
}

// JavaScript compares UTF-16 units, which differs from bytes only where one text has a surrogate, beyond U+FFFF.
function compare(a: string, b: string): number {
  if (a === b) return 0;
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

const SURROGATE = /[\ud800-\udfff]/;
