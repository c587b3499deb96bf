// Leading singular vectors of a sparse matrix by randomised subspace iteration
// (Halko, Martinsson & Tropp 2011, algorithm 4.4).
import {createRandom} from './random.ts';
import type {SparseRows} from './sparse-rows.ts';

export interface RightSingularVectors {
  /** Right singular vectors as columns, row-major. Shape (columnCount, rank). */
  vectors: Float64Array;
  /** Singular values, largest first. Shape (rank). */
  values: Float64Array;
}

/** Extra directions that make the leading ones accurate. */
const OVERSAMPLING = 10;

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
  const width = Math.min(rank + OVERSAMPLING, matrix.columnCount, matrix.rowCount);
  if (rank > width) {
    throw new Error(
      `rank ${rank} exceeds the matrix's smaller side (${matrix.rowCount} × ${matrix.columnCount})`,
    );
  }
  const random = createRandom(seed, 0x5fd);
  let basis: Float64Array = Float64Array.from(
    {length: matrix.columnCount * width},
    () => random.next() - 0.5,
  );
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
  const L = cholesky(gram(X, rows, width), width);
  const whole = rows - (rows % ROWS_AT_ONCE);
  for (let r = 0; r < whole; r += ROWS_AT_ONCE) solveFourRows(L, X, r * width, width);
  for (let r = whole; r < rows; r++) solveRow(L, X.subarray(r * width, (r + 1) * width), width);
}

/** Lower L with L·Lᵀ = G; a vanishing pivot (a dependent column) is lifted, which zeroes that column. */
function cholesky(G: Float64Array, n: number): Float64Array {
  const L = new Float64Array(n * n);
  const tiny = 1e-12 * Math.max(...Array.from({length: n}, (_, i) => G[i * n + i]), 1e-300);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = G[i * n + j];
      for (let k = 0; k < j; k++) sum -= L[i * n + k] * L[j * n + k];
      L[i * n + j] = i === j ? Math.sqrt(Math.max(sum, tiny)) : sum / L[j * n + j];
    }
  }
  return L;
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

/** Eigenvalues (largest first) and eigenvectors (columns) of a symmetric matrix, by cyclic Jacobi rotations. */
function symmetricEigen(S: Float64Array, n: number): {values: Float64Array; vectors: Float64Array} {
  const A = S.slice();
  const V = new Float64Array(n * n);
  for (let i = 0; i < n; i++) V[i * n + i] = 1;
  for (let sweep = 0; sweep < 30 && offDiagonal(A, n) > 1e-20 * trace(A, n) ** 2; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) jacobiRotate(A, V, n, p, q);
  }
  const order = [...Array(n).keys()].sort((a, b) => A[b * n + b] - A[a * n + a]);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    for (let r = 0; r < n; r++) vectors[r * n + to] = V[r * n + from];
  });
  return {values: Float64Array.from(order, i => A[i * n + i]), vectors};
}

function jacobiRotate(A: Float64Array, V: Float64Array, n: number, p: number, q: number): void {
  const apq = A[p * n + q];
  if (apq === 0) return;
  const theta = (A[q * n + q] - A[p * n + p]) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) rotatePair(A, k * n + p, k * n + q, c, s);
  for (let k = 0; k < n; k++) rotatePair(A, p * n + k, q * n + k, c, s);
  for (let k = 0; k < n; k++) rotatePair(V, k * n + p, k * n + q, c, s);
}

function rotatePair(M: Float64Array, i: number, j: number, c: number, s: number): void {
  const x = M[i];
  M[i] = c * x - s * M[j];
  M[j] = s * x + c * M[j];
}

function offDiagonal(A: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += A[i * n + j] ** 2;
  return sum;
}

function trace(A: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += A[i * n + i];
  return sum;
}
