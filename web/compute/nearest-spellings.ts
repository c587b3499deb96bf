// The symbols spelt most like a name that means nothing: restricted edit distance (Damerau 1964), in which a letter is
// left out, added, replaced, or swapped with its neighbour.

/** Symbols offered. */
const OFFERED = 3;
/** From this length two changes are one spelling; below it nearly all short symbols would be. */
const LONG = 5;
/** Longer text is no symbol. */
const MOST_LETTERS = 24;

/** The nearest symbols, nearest first, of equals by the alphabet; none where none is near. */
export function nearestSpellings(name: string, symbols: readonly string[]): string[] {
  const given = name.toUpperCase();
  if (given.length < 3 || given.length > MOST_LETTERS) return [];
  const most = given.length < LONG ? 1 : 2;
  // Token 0 is the end token.
  return symbols
    .slice(1)
    .map(symbol => ({symbol, distance: editDistance(given, symbol.toUpperCase(), most)}))
    .filter(({distance}) => distance <= most)
    .sort((a, b) => a.distance - b.distance || (a.symbol < b.symbol ? -1 : 1))
    .slice(0, OFFERED)
    .map(({symbol}) => symbol);
}

/** Changes from a to b; more than `most` is Infinity. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let above = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? before[j - 2] + 1 : replaced;
      row.push(Math.min(above[j] + 1, row[j - 1] + 1, replaced, swapped));
    }
    if (Math.min(...row) > most) return Number.POSITIVE_INFINITY;
    [before, above] = [above, row];
  }
  return above[b.length] > most ? Number.POSITIVE_INFINITY : above[b.length];
}
