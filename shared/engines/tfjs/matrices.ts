// Matrix operations by other algorithms than the core's, a check of it: dense products where TensorFlow.js computes, all else
// in plain JavaScript and 64 bits, which is slow.
import type {BinaryRows, DenseMatrix, WeightedRows} from '../contract/matrix-engine.ts';
import {
  notPositiveDefinite,
  requireFactors,
  requireGramFactors,
  takeRows,
  takeSquare,
} from '../validation/validate-matrices.ts';
import type {Tf} from './tf.ts';

/** Share of its diagonal element below which a pivot is rounding alone, as in core/src/matrices/inverse.cpp. */
const LOST_PIVOT = 2 ** -22;

/** Counts every pair of ones of every row. Shape (columns, columns). */
export function countPairs(rows: BinaryRows, columns: number): Float32Array {
  const {offsets, members} = takeRows(rows, columns);
  const counts = new Float32Array(columns * columns);
  for (let row = 0; row + 1 < offsets.length; row++) {
    const ones = members.subarray(offsets[row], offsets[row + 1]);
    for (const a of ones) for (const b of ones) counts[a * columns + b]++;
  }
  return counts;
}

/** Inverts by Gauss–Jordan sweeps of the lower half: after the sweep of every pivot it holds −A⁻¹. */
export function invertBySweeps(given: Float32Array, n: number): Float32Array {
  const matrix = takeSquare(given, n);
  const A = Float64Array.from(matrix);
  const at = (row: number, column: number) => (row >= column ? row * n + column : column * n + row);
  for (let pivot = 0; pivot < n; pivot++) {
    const d = A[at(pivot, pivot)];
    if (!(d > LOST_PIVOT * matrix[at(pivot, pivot)])) throw notPositiveDefinite(pivot + 1, n);
    const column = Float64Array.from({length: n}, (_, row) => A[at(row, pivot)]);
    for (let i = 0; i < n; i++) {
      if (i === pivot) continue;
      const factor = column[i] / d;
      for (let j = 0; j <= i; j++) if (j !== pivot) A[i * n + j] -= factor * column[j];
      A[at(i, pivot)] = factor;
    }
    A[at(pivot, pivot)] = -1 / d;
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) matrix[i * n + j] = -A[at(i, j)];
  return matrix;
}

export async function multiplyTensors(
  tf: Tf,
  A: DenseMatrix,
  B: DenseMatrix,
  transposed = false,
): Promise<DenseMatrix> {
  const {rows, columns} = requireFactors(A, B, transposed);
  const product = tf.tidy(() => tf.matMul(tensorOf(tf, A), tensorOf(tf, B), transposed));
  const values = (await product.data()) as Float32Array;
  product.dispose();
  return {rows, columns, values};
}

function tensorOf(tf: Tf, {rows, columns, values}: DenseMatrix) {
  return tf.tensor2d(values.slice(), [rows, columns]);
}

/** AᵀA·X, row by row of A. */
export function multiplyByRows(A: WeightedRows, X: DenseMatrix): DenseMatrix {
  requireGramFactors(A, X);
  const {offsets, members, values} = A;
  const {rows, columns} = X;
  const sums = new Float64Array(rows * columns);
  for (let row = 0; row + 1 < offsets.length; row++) {
    const image = new Float64Array(columns);
    for (let i = offsets[row]; i < offsets[row + 1]; i++) {
      const at = members[i] * columns;
      for (let k = 0; k < columns; k++) image[k] += values[i] * X.values[at + k];
    }
    for (let i = offsets[row]; i < offsets[row + 1]; i++) {
      const at = members[i] * columns;
      for (let k = 0; k < columns; k++) sums[at + k] += values[i] * image[k];
    }
  }
  return {rows, columns, values: Float32Array.from(sums)};
}
