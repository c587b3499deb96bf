// Expression matrix of single cells, cells × genes, in compressed rows: a stream of batches, never held whole.
// C cells, G genes, N non-zero values.

/** What the values of a matrix are: counts, or log10(1 + x) of expression x normalized to one sum a cell. */
export type ValueKind = 'counts' | 'log-normalized';

/** Genes of consecutive cells as places in a dictionary of symbols; cell i owns `genes[offsets[i] .. offsets[i + 1]]`. */
export interface GeneLists {
  /** Index of the first cell in the whole matrix. */
  firstCell: number;
  /** Starts at 0. Shape (C + 1). */
  offsets: Int32Array;
  /** Places in the dictionary; 16 bits wide where G ≤ 65,536. Shape (N). */
  genes: Uint16Array | Uint32Array;
}

/** Consecutive cells: genes ascending within a cell, none twice, no value 0. */
export interface CellBatch extends GeneLists {
  /** Shape (N). */
  values: Float32Array;
}

/** A whole matrix; every call of `batches` reads it again from its start. */
export interface CellMatrix {
  /** Approved symbols (and others that were kept), none twice. Length G. */
  symbols: readonly string[];
  valueKind: ValueKind;
  batches(): AsyncIterable<CellBatch>;
}

/** Cell sentences: each cell's genes by descending expression, over a dictionary of symbols. */
export interface CellSentences {
  symbols: readonly string[];
  batches(): AsyncIterable<GeneLists>;
}

export function cellCount({offsets}: Pick<GeneLists, 'offsets'>): number {
  return offsets.length - 1;
}
