// Leading singular vectors of a sparse matrix by randomised subspace iteration
// (Halko, Martinsson & Tropp 2011, algorithm 4.4).
import {createRandom} from '../random.ts';
import type {SparseRows} from '../sparse-rows.ts';
import {cholesky, symmetricEigen} from './symmetric-matrices.ts';

export interface RightSingularVectors {
  /** Right singular vectors as columns, row-major. Shape (columnCount, rank). */
  vectors: Float64Array;
  /** Singular values, largest first. Shape (rank). */
  values: Float64Array;
}

/** Extra directions that make the leading ones accurate. */
const OVERSAMPLING = 10;
/** What is left of a dependent column, as a share of the largest column's square: rounding of 64 bits. */
const LOST = 1e-12;

/**
 * The `rank` leading right singular vectors of `matrix`, after `iterations` rounds of A'A. With `centre`, the columns'
 * means, shape (columnCount), those of the matrix less its means, which stays sparse: the means are a rank-one term.
 */
export function rightSingularVectors(
  matrix: SparseRows,
  rank: number,
  seed: number,
  iterations = 4,
  centre?: Float64Array,
): RightSingularVectors {
  const {width, directions} = randomDirections(matrix, rank, seed);
  let basis = directions;
  orthonormalize(basis, matrix.columnCount, width);
  for (let i = 0; i < iterations; i++) {
    basis = multiplyByGram(matrix, basis, width, centre);
    orthonormalize(basis, matrix.columnCount, width);
  }
  // Once more: a single Cholesky pass leaves errors of the size of the squared condition number.
  orthonormalize(basis, matrix.columnCount, width);
  const {values, vectors} = symmetricEigen(gramOfImage(matrix, basis, width, centre), width);
  return {
    vectors: rotate(basis, matrix.columnCount, width, vectors, rank),
    values: Float64Array.from(values.subarray(0, rank), v => Math.sqrt(Math.max(v, 0))),
  };
}

/** Where an iteration for so many vectors begins, and its `width`, a few more. Shape (columnCount, width). */
export function randomDirections(
  {rowCount, columnCount}: Pick<SparseRows, 'rowCount' | 'columnCount'>,
  rank: number,
  seed: number,
): {width: number; directions: Float64Array} {
  const width = Math.min(rank + OVERSAMPLING, columnCount, rowCount);
  if (rank > width) {
    throw new Error(
      `rank ${rank} exceeds the matrix's smaller side (${rowCount} × ${columnCount})`,
    );
  }
  const random = createRandom(seed, 0x5fd);
  const directions = Float64Array.from({length: columnCount * width}, () => random.next() - 0.5);
  return {width, directions};
}

/** AᵀA·X for X of shape (columnCount, width), row by row of A: A·X as a whole would not fit for many rows. */
function multiplyByGram(
  A: SparseRows,
  X: Float64Array,
  width: number,
  centre?: Float64Array,
): Float64Array {
  const product = new Float64Array(A.columnCount * width);
  const shift = shiftOf(X, width, centre);
  const y = new Float64Array(width);
  // The means' own part of Aᵀ needs no term: centred rows of A·X sum to zero.
  for (let r = 0; r < A.rowCount; r++) {
    multiplyRow(A, r, X, shift, y);
    for (let i = A.offsets[r]; i < A.offsets[r + 1]; i++) {
      addScaled(product, A.columns[i] * width, y, 0, A.values[i], width);
    }
  }
  return product;
}

/** (A·X)ᵀ(A·X) for X of shape (columnCount, width), row by row of A. */
function gramOfImage(
  A: SparseRows,
  X: Float64Array,
  width: number,
  centre?: Float64Array,
): Float64Array {
  const G = new Float64Array(width * width);
  const shift = shiftOf(X, width, centre);
  const y = new Float64Array(width);
  for (let r = 0; r < A.rowCount; r++) {
    multiplyRow(A, r, X, shift, y);
    addToGram(G, y, 0, width);
  }
  return mirror(G, width);
}

/** What every row of A·X loses by centring: −centreᵀ·X. Shape (width). */
function shiftOf(X: Float64Array, width: number, centre?: Float64Array): Float64Array {
  const shift = new Float64Array(width);
  centre?.forEach((mean, column) => {
    addScaled(shift, 0, X, column * width, -mean, width);
  });
  return shift;
}

/** Row r of A·X plus `shift`, into `y`, both of shape (width). */
function multiplyRow(
  A: SparseRows,
  r: number,
  X: Float64Array,
  shift: Float64Array,
  y: Float64Array,
): void {
  const {columns, values, offsets} = A;
  const width = y.length;
  const end = offsets[r + 1];
  y.set(shift);
  let i = offsets[r];
  // Two at once: y is read and written half as often.
  for (; i + 1 < end; i += 2) {
    const [at, next] = [columns[i] * width, columns[i + 1] * width];
    const [value, following] = [values[i], values[i + 1]];
    for (let k = 0; k < width; k++) y[k] += value * X[at + k] + following * X[next + k];
  }
  if (i < end) addScaled(y, 0, X, columns[i] * width, values[i], width);
}

function addScaled(
  to: Float64Array,
  toAt: number,
  from: Float64Array,
  fromAt: number,
  scale: number,
  width: number,
): void {
  for (let k = 0; k < width; k++) to[toAt + k] += scale * from[fromAt + k];
}

/** XᵀX for X of shape (rows, width). */
function gram(X: Float64Array, rows: number, width: number): Float64Array {
  const G = new Float64Array(width * width);
  const whole = rows - (rows % ROWS_AT_ONCE);
  for (let r = 0; r < whole; r += ROWS_AT_ONCE) addFourToGram(G, X, r * width, width);
  for (let r = whole; r < rows; r++) addToGram(G, X, r * width, width);
  return mirror(G, width);
}

/** Rows that are gone through together: sums are read and written a fourth as often, and do not wait for each other. */
const ROWS_AT_ONCE = 4;

/** `addToGram` for the four rows from `row` on. */
function addFourToGram(G: Float64Array, X: Float64Array, row: number, width: number): void {
  const [a, b, c, d] = [row, row + width, row + 2 * width, row + 3 * width];
  for (let i = 0; i < width; i++) {
    const [xa, xb, xc, xd] = [X[a + i], X[b + i], X[c + i], X[d + i]];
    const at = i * width;
    for (let j = 0; j <= i; j++) {
      G[at + j] += xa * X[a + j] + xb * X[b + j] + xc * X[c + j] + xd * X[d + j];
    }
  }
}

/** Adds the products of the row of X that starts at `row` to the lower half of G. */
function addToGram(G: Float64Array, X: Float64Array, row: number, width: number): void {
  for (let i = 0; i < width; i++) {
    const x = X[row + i];
    for (let j = 0; j <= i; j++) G[i * width + j] += x * X[row + j];
  }
}

/** Copies the lower half of G (width, width) to the upper. */
function mirror(G: Float64Array, width: number): Float64Array {
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) G[j * width + i] = G[i * width + j];
  return G;
}

/** Replaces the columns of X (rows, width) by an orthonormal basis of their span, by Cholesky of XᵀX. */
function orthonormalize(X: Float64Array, rows: number, width: number): void {
  const L = cholesky(gram(X, rows, width), width, LOST);
  const whole = rows - (rows % ROWS_AT_ONCE);
  for (let r = 0; r < whole; r += ROWS_AT_ONCE) solveFourRows(L, X, r * width, width);
  for (let r = whole; r < rows; r++) solveRow(L, X.subarray(r * width, (r + 1) * width), width);
}

/** Solves y·Lᵀ = x in place. */
function solveRow(L: Float64Array, x: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    let sum = x[i];
    for (let k = 0; k < i; k++) sum -= L[i * n + k] * x[k];
    x[i] = sum / L[i * n + i];
  }
}

/** `solveRow` for the four rows of X from `row` on. */
function solveFourRows(L: Float64Array, X: Float64Array, row: number, n: number): void {
  const [a, b, c, d] = [row, row + n, row + 2 * n, row + 3 * n];
  for (let i = 0; i < n; i++) {
    const at = i * n;
    let [sumA, sumB, sumC, sumD] = [X[a + i], X[b + i], X[c + i], X[d + i]];
    for (let k = 0; k < i; k++) {
      const l = L[at + k];
      sumA -= l * X[a + k];
      sumB -= l * X[b + k];
      sumC -= l * X[c + k];
      sumD -= l * X[d + k];
    }
    const pivot = L[at + i];
    X[a + i] = sumA / pivot;
    X[b + i] = sumB / pivot;
    X[c + i] = sumC / pivot;
    X[d + i] = sumD / pivot;
  }
}

/** First `rank` columns of X·R, for X (rows, width) and R (width, width). */
function rotate(
  X: Float64Array,
  rows: number,
  width: number,
  R: Float64Array,
  rank: number,
): Float64Array {
  const Y = new Float64Array(rows * rank);
  const whole = width - (width % ROWS_AT_ONCE);
  for (let r = 0; r < rows; r++) {
    const from = r * width;
    const to = r * rank;
    for (let k = 0; k < whole; k += ROWS_AT_ONCE) {
      const [a, b, c, d] = [X[from + k], X[from + k + 1], X[from + k + 2], X[from + k + 3]];
      const at = k * width;
      for (let j = 0; j < rank; j++) {
        const first = a * R[at + j] + b * R[at + width + j];
        Y[to + j] += first + c * R[at + 2 * width + j] + d * R[at + 3 * width + j];
      }
    }
    for (let k = whole; k < width; k++) addScaled(Y, to, R, k * width, X[from + k], rank);
  }
  return Y;
}
