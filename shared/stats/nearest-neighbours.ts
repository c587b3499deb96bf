// Exact k nearest neighbours by Euclidean distance, and the vote of their classes (Fix & Hodges 1951; Cover & Hart 1967).
// Distances are summed from differences, not from dot products, so that near points lose no digits.
import type {Points} from './principal-components.ts';

export interface Neighbours {
  k: number;
  /** Rows of the nearest points, nearest first; equally near ones by row. Shape (queries, k). */
  rows: Int32Array;
  /** Their Euclidean distances. Shape (queries, k). */
  distances: Float64Array;
}

/** Points looked at by all queries before the next: 256 of 50 dimensions stay in a core's cache. */
const BLOCK = 256;

/**
 * The k nearest of `points` for each query. With `apart`, query i skips point i: the neighbours of points among
 * themselves.
 */
export function findNearest(points: Points, queries: Points, k: number, apart = false): Neighbours {
  const available = points.count - (apart ? 1 : 0);
  if (!(k >= 1 && k <= available) || points.dimensions !== queries.dimensions) {
    throw new Error(
      `Cannot find ${k} neighbours of ${queries.dimensions}-dimensional queries among ${available} points of ${points.dimensions} dimensions. Ask for 1 to ${available}, in one space.`,
    );
  }
  const rows = new Int32Array(queries.count * k).fill(-1);
  const squares = new Float64Array(queries.count * k).fill(Infinity);
  for (let from = 0; from < points.count; from += BLOCK) {
    const to = Math.min(from + BLOCK, points.count);
    for (let query = 0; query < queries.count; query++) {
      for (let row = from; row < to; row++) {
        if (apart && row === query) continue;
        const worst = squares[query * k + k - 1];
        const square = squaredDistance(points, row, queries, query, worst);
        if (square < worst) insert(rows, squares, query * k, k, row, square);
      }
    }
  }
  return {k, rows, distances: squares.map(Math.sqrt)};
}

/**
 * The class that most of the first `k` neighbours of each query have; among classes with equally many, the one whose
 * nearest member is nearest. `labels`: class of each point, shape (points). Shape (queries).
 */
export function voteOfNearest(
  {rows, k: found}: Neighbours,
  labels: ArrayLike<number>,
  k: number,
): Int32Array {
  if (k > found) throw new Error(`Cannot vote with ${k} neighbours; ${found} were found.`);
  const winners = new Int32Array(rows.length / found);
  for (let query = 0; query < winners.length; query++) {
    const votes = new Map<number, number>();
    for (let i = 0; i < k; i++) {
      const label = labels[rows[query * found + i]];
      votes.set(label, (votes.get(label) ?? 0) + 1);
    }
    // A map keeps the order of first votes, and a later class must have strictly more.
    let most = 0;
    for (const [label, count] of votes) {
      if (count <= most) continue;
      most = count;
      winners[query] = label;
    }
  }
  return winners;
}

/** Every distance between two lists of points. Shape (a.count, b.count), row-major. */
export function distancesBetween(a: Points, b: Points): Float64Array {
  const distances = new Float64Array(a.count * b.count);
  for (let i = 0; i < a.count; i++) {
    for (let j = 0; j < b.count; j++) {
      distances[i * b.count + j] = Math.sqrt(squaredDistance(b, j, a, i, Infinity));
    }
  }
  return distances;
}

/** Squared distance of two points, or any number above `limit` once it is passed. */
function squaredDistance(a: Points, row: number, b: Points, query: number, limit: number): number {
  const {dimensions} = a;
  const [p, q] = [row * dimensions, query * dimensions];
  let sum = 0;
  for (let start = 0; start < dimensions && sum <= limit; start += 8) {
    const end = Math.min(start + 8, dimensions);
    for (let d = start; d < end; d++) {
      const difference = a.coordinates[p + d] - b.coordinates[q + d];
      sum += difference * difference;
    }
  }
  return sum;
}

/** Puts a row among the k nearest so far, behind equally near ones: rows come in ascending order. */
function insert(
  rows: Int32Array,
  squares: Float64Array,
  start: number,
  k: number,
  row: number,
  square: number,
): void {
  let place = start + k - 1;
  while (place > start && squares[place - 1] > square) {
    squares[place] = squares[place - 1];
    rows[place] = rows[place - 1];
    place--;
  }
  squares[place] = square;
  rows[place] = row;
}
