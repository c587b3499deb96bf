// Gene sets as columns: one dictionary of symbols and flat index arrays, so 35 M memberships fit in 140 MB.

/** A table of S gene sets over a dictionary of G symbols; row i owns `genes[offsets[i] .. offsets[i + 1]]`. */
export interface GeneSetTable {
  /** Identity of each set, given at import and kept by every later stage. Shape (S). */
  setIds: Int32Array;
  /** Library each set came from (its file's name without extension). Length S. */
  libraries: string[];
  names: string[];
  descriptions: string[];
  /** Distinct symbols. Length G. */
  symbols: string[];
  /** Start of each set in `genes`, and the total at the end. Shape (S + 1). */
  offsets: Int32Array;
  /** Indices into `symbols`. Shape (number of memberships). */
  genes: Int32Array;
}

/** Gene indices of set `row`, a view without a copy. */
export function genesOf(table: GeneSetTable, row: number): Int32Array {
  return table.genes.subarray(table.offsets[row], table.offsets[row + 1]);
}

/** Number of genes in set `row`. */
export function setSize(table: GeneSetTable, row: number): number {
  return table.offsets[row + 1] - table.offsets[row];
}

/** Number of gene sets. */
export function setCount(table: GeneSetTable): number {
  return table.setIds.length;
}
