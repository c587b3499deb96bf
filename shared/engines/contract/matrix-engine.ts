// What an engine can do with whole matrices, for baselines that are solved instead of trained.

/** A sparse binary matrix: row r has ones in columns members[offsets[r] .. offsets[r + 1]]. */
export interface BinaryRows {
  /** Shape (rows + 1). */
  offsets: Int32Array;
  /** Columns, ascending within a row. Shape (number of ones). */
  members: Int32Array;
}

/** A sparse matrix: row r has values[i] in column members[i], offsets[r] ≤ i < offsets[r + 1]; columns in any order. */
export interface WeightedRows extends BinaryRows {
  /** One for each member. */
  values: Float32Array;
}

/** Row-major. Shape (rows, columns), none of which is 0. */
export interface DenseMatrix {
  rows: number;
  columns: number;
  values: Float32Array;
}

export interface MatrixEngine {
  /** XᵀX: how many rows have ones in both columns. Shape (columns, columns), row-major. */
  gramMatrix(rows: BinaryRows, columns: number): Promise<Float32Array>;
  /**
   * The inverse of a symmetric positive definite matrix. Shape (n, n), row-major; the lower half is read and the result
   * is symmetric to the bit. Takes the matrix over: the array is empty afterwards and its memory holds the result.
   * Rejects, naming the pivot, when the matrix is not positive definite.
   */
  invertPositiveDefinite(matrix: Float32Array, n: number): Promise<Float32Array>;
  /** A·B; AᵀB with `transposed`. */
  multiply(A: DenseMatrix, B: DenseMatrix, transposed?: boolean): Promise<DenseMatrix>;
  /** AᵀA·X for a sparse A with as many columns as X has rows. */
  multiplyByGram(A: WeightedRows, X: DenseMatrix): Promise<DenseMatrix>;
}
