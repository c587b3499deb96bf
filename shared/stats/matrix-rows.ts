// Matrices of which often only some rows are looked at: in memory, or in a file that need not be read whole.

export interface MatrixRows {
  rows: number;
  columns: number;
  /** Row i; not to be changed. Shape (columns). */
  row(i: number): Float32Array;
  /** All rows, row-major. Shape (rows, columns). */
  values(): Promise<Float32Array>;
}

/** Rows of values in memory, row-major. Shape (rows, columns). */
export function rowsOf(values: Float32Array, columns: number): MatrixRows {
  return {
    rows: columns === 0 ? 0 : values.length / columns,
    columns,
    row: i => values.subarray(i * columns, (i + 1) * columns),
    values: async () => values,
  };
}
