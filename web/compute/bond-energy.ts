// Order of the rows of a 0/1 matrix in which alike rows are neighbours: the bond energy algorithm (McCormick, Schweitzer &
// White 1972, Operations Research 20:993). The bond of two rows is the number of ones that they share.
import type {Step} from '../../shared/answers/step.ts';

/** A row as bits, 32 in a word. */
export function bitRow(cells: readonly boolean[]): Uint32Array {
  const words = new Uint32Array(Math.ceil(cells.length / 32));
  for (const [i, isOne] of cells.entries()) if (isOne) words[i >> 5] |= 1 << (i & 31);
  return words;
}

/**
 * Places of the rows in their new order. The fullest row comes first; each next one goes where it adds most to the sum of
 * the bonds of neighbours. Equal rows stay together, rows of zeros stand last; ties keep the order given.
 */
export async function orderByBonds(rows: readonly Uint32Array[], step: Step): Promise<number[]> {
  const alike = groupEqual(rows);
  const fullness = (row: number) => bondOf(rows[row], rows[row]);
  const firsts = [...alike.keys()].sort((a, b) => fullness(b) - fullness(a) || a - b);
  let order: number[] = [];
  for (const [done, row] of firsts.entries()) {
    await step(done, firsts.length);
    if (fullness(row) === 0) order.push(row);
    else order = order.toSpliced(bestGap(row, order, rows), 0, row);
  }
  return order.flatMap(row => alike.get(row) as number[]);
}

/** Each distinct row's first place, and all its places. */
function groupEqual(rows: readonly Uint32Array[]): Map<number, number[]> {
  const firstOf = new Map<string, number>();
  const places = new Map<number, number[]>();
  for (const [i, row] of rows.entries()) {
    const key = row.join();
    const first = firstOf.get(key);
    if (first !== undefined) places.get(first)?.push(i);
    else {
      firstOf.set(key, i);
      places.set(i, [i]);
    }
  }
  return places;
}

/** The gap (0 is before the first row) where a row gains most: its bonds with both neighbours, less the one it parts. */
function bestGap(row: number, order: readonly number[], rows: readonly Uint32Array[]): number {
  let best = {gap: order.length, gain: Number.NEGATIVE_INFINITY};
  for (let gap = 0, left = 0; gap <= order.length; gap++) {
    const right = gap < order.length ? bondOf(rows[row], rows[order[gap]]) : 0;
    const parted =
      gap > 0 && gap < order.length ? bondOf(rows[order[gap - 1]], rows[order[gap]]) : 0;
    const gain = left + right - parted;
    if (gain > best.gain) best = {gap, gain};
    left = right;
  }
  return best.gap;
}

/** Ones that two rows share. */
function bondOf(a: Uint32Array, b: Uint32Array): number {
  let shared = 0;
  for (let i = 0; i < a.length; i++) shared += countOnes(a[i] & b[i]);
  return shared;
}

/** Ones in a word of 32 bits (Warren 2012, Hacker's Delight, 5-1). */
function countOnes(word: number): number {
  let sum = word - ((word >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
