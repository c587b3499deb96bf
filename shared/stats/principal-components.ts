// Principal components of a sparse matrix, centred but never made dense (Halko et al. 2011); other rows are placed in
// the same space. Columns are not scaled to unit variance.

import {rightSingularVectors} from './decompositions/truncated-svd.ts';
import {columnMeans, type SparseRows} from './sparse-rows.ts';

/** Points by rows, such as cells in the space of the components. */
export interface Points {
  count: number;
  dimensions: number;
  /** Row-major. Shape (count, dimensions). */
  coordinates: Float64Array;
}

export interface PrincipalComponents {
  rank: number;
  /** What is subtracted from a row before it is placed. Shape (columnCount). */
  means: Float64Array;
  /** Orthonormal columns, row-major; the loading of largest size of each is positive. Shape (columnCount, rank). */
  loadings: Float64Array;
  /** Variance along each component, with n − 1 degrees of freedom, largest first. Shape (rank). */
  variances: Float64Array;
}

/** Rounds of subspace iteration: tail components of single cells have almost equal variances and converge slowly. */
const ITERATIONS = 10;

/**
 * The `rank` components of largest variance; fewer where the matrix has no more. Where only the space matters, and not its
 * very axes, fewer `iterations` do.
 */
export function fitPrincipalComponents(
  matrix: SparseRows,
  rank: number,
  seed: number,
  iterations = ITERATIONS,
): PrincipalComponents {
  const {rowCount, columnCount} = matrix;
  if (rowCount < 2) {
    throw new Error(`Principal components need 2 rows or more; found ${rowCount}.`);
  }
  const kept = Math.min(rank, rowCount - 1, columnCount);
  const means = columnMeans(matrix);
  const {vectors, values} = rightSingularVectors(matrix, kept, seed, iterations, means);
  fixSigns(vectors, columnCount, kept);
  const variances = values.map(value => value ** 2 / (rowCount - 1));
  return {rank: kept, means, loadings: vectors, variances};
}

/** The rows of a matrix of the same columns in the space of the components. */
export function placeRows(
  {rank, means, loadings}: PrincipalComponents,
  matrix: SparseRows,
): Points {
  const origin = new Float64Array(rank);
  means.forEach((mean, column) => {
    for (let k = 0; k < rank; k++) origin[k] -= mean * loadings[column * rank + k];
  });
  const coordinates = new Float64Array(matrix.rowCount * rank);
  for (let row = 0; row < matrix.rowCount; row++) {
    const place = coordinates.subarray(row * rank, (row + 1) * rank);
    place.set(origin);
    for (let i = matrix.offsets[row]; i < matrix.offsets[row + 1]; i++) {
      const from = matrix.columns[i] * rank;
      for (let k = 0; k < rank; k++) place[k] += matrix.values[i] * loadings[from + k];
    }
  }
  return {count: matrix.rowCount, dimensions: rank, coordinates};
}

/** The points named, in that order. */
export function selectPoints({dimensions, coordinates}: Points, rows: ArrayLike<number>): Points {
  const selected = new Float64Array(rows.length * dimensions);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i] * dimensions;
    selected.set(coordinates.subarray(from, from + dimensions), i * dimensions);
  }
  return {count: rows.length, dimensions, coordinates: selected};
}

/** A component's sign is arbitrary; the same on every machine it is only by a rule. */
function fixSigns(vectors: Float64Array, rows: number, rank: number): void {
  for (let k = 0; k < rank; k++) {
    let largest = 0;
    for (let row = 0; row < rows; row++) {
      const loading = vectors[row * rank + k];
      if (Math.abs(loading) > Math.abs(largest) * (1 + 1e-9)) largest = loading;
    }
    if (largest < 0) for (let row = 0; row < rows; row++) vectors[row * rank + k] *= -1;
  }
}
