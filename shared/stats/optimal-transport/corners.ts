// The corners that conditional gradient goes to: sparse couplings X, and C·X·D kept up to date. From one corner to the
// next most pairs stay, so only the rows of X that changed are multiplied.
import {addProduct} from '../dense-product.ts';
import type {Coupling} from './transport.ts';

/** Distances within two lists of points, symmetric: C of shape (n, n) and D of shape (m, m). */
export interface MetricPair {
  n: number;
  m: number;
  C: Float64Array;
  D: Float64Array;
}

export interface Corners {
  /** X, whose masses sum to 1. Shape (n, m). */
  readonly coupling: Float64Array;
  /** C·X·D. Shape (n, m). */
  readonly product: Float64Array;
  /** Puts another corner in their place. */
  moveTo(corner: Coupling): void;
}

/** No corner yet: both are zero. */
export function createCorners({n, m, C, D}: MetricPair): Corners {
  const coupling = new Float64Array(n * m);
  const product = new Float64Array(n * m);
  /** Whole masses by which a pair of points has changed, zero but on the way. */
  const changes = new Float64Array(n * m);
  let last: Coupling = {
    sources: new Int32Array(0),
    sinks: new Int32Array(0),
    masses: new Float64Array(0),
  };

  function add({sources, sinks, masses}: Coupling, sign: number): void {
    for (let e = 0; e < masses.length; e++) changes[sources[e] * m + sinks[e]] += sign * masses[e];
  }

  return {
    coupling,
    product,
    moveTo(corner) {
      add(last, -1);
      add(corner, 1);
      const total = corner.masses.reduce((sum, mass) => sum + mass, 0);
      const {rows, values} = changedRows(changes, D, m, total);
      // C is symmetric: its columns are its rows.
      const columns = new Float64Array(n * rows.length);
      rows.forEach((row, k) => {
        for (let i = 0; i < n; i++) columns[i * rows.length + k] = C[row * n + i];
      });
      addProduct(product, columns, values, rows.length, m);
      for (let e = 0; e < last.masses.length; e++)
        coupling[last.sources[e] * m + last.sinks[e]] = 0;
      corner.masses.forEach((mass, e) => {
        coupling[corner.sources[e] * m + corner.sinks[e]] = mass / total;
      });
      changes.fill(0);
      last = corner;
    },
  };
}

/** The rows with a change, and their changes times D as shares of the total, shape (rows, m). */
function changedRows(changes: Float64Array, D: Float64Array, m: number, total: number) {
  const n = changes.length / m;
  const rows = Array.from({length: n}, (_, row) => row).filter(row => {
    for (let at = row * m; at < (row + 1) * m; at++) if (changes[at] !== 0) return true;
    return false;
  });
  const values = new Float64Array(rows.length * m);
  rows.forEach((row, k) => {
    for (let j = 0; j < m; j++) {
      const share = changes[row * m + j] / total;
      if (share !== 0) for (let l = 0; l < m; l++) values[k * m + l] += share * D[j * m + l];
    }
  });
  return {rows, values};
}
