// Cells with their types: what classifiers, imputers, floors and ceilings are built from.
import {offsetsOf} from '../stats/offsets-of.ts';
import {columnMeans, type SparseRows, selectRows, storedIn} from '../stats/sparse-rows.ts';

export interface LabelledCells {
  /** log10(1 + expression normalized to 10,000) of each cell (row) and gene (column). */
  expression: SparseRows;
  /** Type of each cell, in 0..types-1. Shape (cells). */
  labels: Int32Array;
}

/** The cells named, in that order. */
export function selectCells({expression, labels}: LabelledCells, rows: ArrayLike<number>) {
  return {
    expression: selectRows(expression, rows),
    labels: Int32Array.from(rows, row => labels[row]),
  };
}

/** Rows of each type, ascending. Length `types`. */
export function rowsByType(labels: ArrayLike<number>, types: number): number[][] {
  const rows = Array.from({length: types}, (): number[] => []);
  for (let row = 0; row < labels.length; row++) rows[labels[row]].push(row);
  return rows;
}

/** Mean expression of each type, zeros included; undefined for a type without cells. Each of shape (genes). */
export function meansByType(
  {expression, labels}: LabelledCells,
  types: number,
): (Float64Array | undefined)[] {
  return rowsByType(labels, types).map(rows =>
    rows.length === 0 ? undefined : columnMeans(selectRows(expression, rows)),
  );
}

/** Each row's `count` highest values, equal ones by column; 0 keeps all. What a sentence of that length could say. */
export function keepTopGenes(rows: SparseRows, count: number): SparseRows {
  if (count === 0) return rows;
  const offsets = offsetsOf(
    Array.from({length: rows.rowCount}, (_, row) => Math.min(count, storedIn(rows, row))),
  );
  const columns = new Int32Array(offsets[rows.rowCount]);
  const values = new Float64Array(offsets[rows.rowCount]);
  for (let row = 0; row < rows.rowCount; row++) {
    const kept = byValue(rows, row).slice(0, count);
    kept.forEach((from, i) => {
      columns[offsets[row] + i] = rows.columns[from];
      values[offsets[row] + i] = rows.values[from];
    });
  }
  return {rowCount: rows.rowCount, columnCount: rows.columnCount, offsets, columns, values};
}

/** Places of a row's stored values, highest value first. */
function byValue({offsets, columns, values}: SparseRows, row: number): number[] {
  const places = Array.from({length: offsets[row + 1] - offsets[row]}, (_, i) => offsets[row] + i);
  return places.sort((a, b) => values[b] - values[a] || columns[a] - columns[b]);
}
