// Sparse matrices by rows, such as cells × genes: what every consumer of them needs, and nothing of what they mean.
import {offsetsOf} from './offsets-of.ts';

/** A sparse matrix of weighted rows: row r holds `values[i]` in column `columns[i]`, offsets[r] ≤ i < offsets[r+1]. */
export interface SparseRows {
  rowCount: number;
  columnCount: number;
  /** Shape (rowCount + 1). */
  offsets: Int32Array;
  /** Columns, each at most once in a row. Shape (stored values). */
  columns: ArrayLike<number>;
  /** Shape (stored values). */
  values: Float64Array | Float32Array;
}

/** The rows named, in that order; a row may be named more than once. */
export function selectRows(matrix: SparseRows, rows: ArrayLike<number>): SparseRows {
  const offsets = offsetsOf(Array.from(rows, row => storedIn(matrix, row)));
  const columns = new Int32Array(offsets[rows.length]);
  const values = new Float64Array(offsets[rows.length]);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < offsets[i + 1] - offsets[i]; j++) {
      columns[offsets[i] + j] = matrix.columns[matrix.offsets[rows[i]] + j];
      values[offsets[i] + j] = matrix.values[matrix.offsets[rows[i]] + j];
    }
  }
  return {rowCount: rows.length, columnCount: matrix.columnCount, offsets, columns, values};
}

/** A matrix of the rows given as pairs of equally long columns and values; zeros are not stored. */
export function fromRows(
  rows: readonly {columns: ArrayLike<number>; values: ArrayLike<number>}[],
  columnCount: number,
): SparseRows {
  const offsets = new Int32Array(rows.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  rows.forEach((row, r) => {
    for (let i = 0; i < row.columns.length; i++) {
      if (row.values[i] === 0) continue;
      columns.push(row.columns[i]);
      values.push(row.values[i]);
    }
    offsets[r + 1] = columns.length;
  });
  return {
    rowCount: rows.length,
    columnCount,
    offsets,
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
  };
}

/** One row with its zeros written out. Shape (columnCount). */
export function denseRow(matrix: SparseRows, row: number): Float64Array {
  const dense = new Float64Array(matrix.columnCount);
  for (let i = matrix.offsets[row]; i < matrix.offsets[row + 1]; i++) {
    dense[matrix.columns[i]] = matrix.values[i];
  }
  return dense;
}

/** Mean of every column over all rows, zeros included. Shape (columnCount). */
export function columnMeans({rowCount, columnCount, columns, values, offsets}: SparseRows) {
  const means = new Float64Array(columnCount);
  for (let i = 0; i < offsets[rowCount]; i++) means[columns[i]] += values[i];
  return means.map(sum => sum / rowCount);
}

/** Number of values that a row stores. */
export function storedIn({offsets}: SparseRows, row: number): number {
  return offsets[row + 1] - offsets[row];
}
