// Leading right singular vectors of a large sparse matrix by subspace iteration, its products on an engine in 32 bits
// (shared/stats/decompositions/truncated-svd.ts is the same in 64 bits, without an engine). What is small stays in 64 bits.
import type {
  DenseMatrix,
  MatrixEngine,
  WeightedRows,
} from '../../engines/contract/matrix-engine.ts';
import {
  cholesky,
  invertTransposed,
  symmetricEigen,
} from '../../stats/decompositions/symmetric-matrices.ts';
import {
  type RightSingularVectors,
  randomDirections,
} from '../../stats/decompositions/truncated-svd.ts';

/** Called before each of `total` passes over the matrix, with those that are done. */
export type OnPass = (done: number, total: number) => void;

/** Who computes, and who hears of it. */
export interface Decomposer {
  engine: MatrixEngine;
  onPass?: OnPass;
}

interface Options {
  rank: number;
  seed: number;
  /** Rounds of AᵀA; one more pass finds the vectors within the subspace. */
  iterations?: number;
}

/** What is left of a dependent column, as a share of the largest column's square: ten times the rounding of sums in 32 bits. */
const LOST = 1e-5;

/** The `rank` leading right singular vectors of A, which has this many columns. The same bits for any number of threads. */
export async function leadingDirections(
  {engine, onPass = () => {}}: Decomposer,
  A: WeightedRows,
  columns: number,
  {rank, seed, iterations = 4}: Options,
): Promise<RightSingularVectors> {
  const sides = {rowCount: A.offsets.length - 1, columnCount: columns};
  const {width, directions} = randomDirections(sides, rank, seed);
  let basis: DenseMatrix = {rows: columns, columns: width, values: Float32Array.from(directions)};
  basis = await orthonormalize(engine, basis);
  for (let i = 0; i < iterations; i++) {
    onPass(i, iterations + 1);
    basis = await orthonormalize(engine, await engine.multiplyByGram(A, basis));
  }
  onPass(iterations, iterations + 1);
  // Once more: a single Cholesky pass leaves errors of the size of the squared condition number.
  basis = await orthonormalize(engine, basis);
  const image = await engine.multiply(basis, await engine.multiplyByGram(A, basis), true);
  const {values, vectors} = symmetricEigen(lowerHalf(image), width);
  const leading = firstColumns(vectors, width, rank);
  const found = await engine.multiply(basis, {rows: width, columns: rank, values: leading});
  return {
    vectors: Float64Array.from(found.values),
    values: Float64Array.from(values.subarray(0, rank), v => Math.sqrt(Math.max(v, 0))),
  };
}

/** An orthonormal basis of the span of X's columns, by Cholesky of XᵀX. */
async function orthonormalize(engine: MatrixEngine, X: DenseMatrix): Promise<DenseMatrix> {
  const width = X.columns;
  const L = cholesky(Float64Array.from((await engine.multiply(X, X, true)).values), width, LOST);
  const values = Float32Array.from(invertTransposed(L, width));
  return engine.multiply(X, {rows: width, columns: width, values});
}

/** A square matrix that is symmetric but for rounding, in 64 bits: its lower half, mirrored. */
function lowerHalf({columns: n, values}: DenseMatrix): Float64Array {
  return Float64Array.from(values, (value, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    return column > row ? values[column * n + row] : value;
  });
}

function firstColumns(matrix: Float64Array, width: number, count: number): Float32Array {
  const kept = new Float32Array(width * count);
  for (let r = 0; r < width; r++)
    kept.set(matrix.subarray(r * width, r * width + count), r * count);
  return kept;
}
