// Matrices in 8 bits: each row by its own scale, so that a gene of small weights loses no more than one of large.

export interface QuantizedRows {
  /** Whole numbers in −levels..levels, row-major. */
  values: Int8Array;
  /** What each row's numbers are multiplied by. Shape (rows). */
  scales: Float32Array;
}

/** Rounds each row of a matrix to 2 · levels + 1 evenly spaced values; `levels` is at most 127. */
export function quantizeRows(matrix: Float32Array, columns: number, levels: number): QuantizedRows {
  const values = new Int8Array(matrix.length);
  const scales = new Float32Array(matrix.length / columns);
  for (let row = 0; row < scales.length; row++) {
    const from = row * columns;
    let largest = 0;
    for (let c = 0; c < columns; c++) largest = Math.max(largest, Math.abs(matrix[from + c]));
    // Of a row of zeros any scale is right.
    scales[row] = largest / levels || 1;
    for (let c = 0; c < columns; c++) values[from + c] = Math.round(matrix[from + c] / scales[row]);
  }
  return {values, scales};
}
