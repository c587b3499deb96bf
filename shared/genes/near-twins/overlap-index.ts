// Counts genes in common between a few sets and many: the few are turned inside out, the many pass by one at a time,
// so that memory grows with the few alone.
import {type GeneSetTable, genesOf, setSize} from '../sets/gene-set-table.ts';

/** The indexed sets by gene. */
export class OverlapIndex {
  /** Start of each gene's places, and the total at the end. Shape (G + 1). */
  private readonly starts: Int32Array;
  /** Places of the sets that hold each gene. */
  private readonly places: Int32Array;
  /** Genes in common with the set that passes by; zero between sets. */
  private readonly shared: Int32Array;
  private readonly touched: Int32Array;

  /** Indexes the given rows; their places are 0, 1, … in that order. */
  constructor(table: GeneSetTable, rows: ArrayLike<number>) {
    const starts = new Int32Array(table.symbols.length + 1);
    let length = 0;
    for (let place = 0; place < rows.length; place++) {
      for (const gene of genesOf(table, rows[place])) starts[gene + 1]++;
      length += setSize(table, rows[place]);
    }
    for (let gene = 0; gene < table.symbols.length; gene++) starts[gene + 1] += starts[gene];
    const next = starts.slice();
    this.places = new Int32Array(length);
    for (let place = 0; place < rows.length; place++) {
      for (const gene of genesOf(table, rows[place])) this.places[next[gene]++] = place;
    }
    this.starts = starts;
    this.shared = new Int32Array(rows.length);
    this.touched = new Int32Array(rows.length);
  }

  /**
   * Calls `visit` once for every indexed set that shares a gene with the distinct `genes` (indices into the table's
   * symbols; −1 is no gene of it), with the number of genes in common; of the places from `from` to before `to` only.
   */
  visitOverlaps(
    genes: Int32Array,
    visit: (place: number, overlap: number) => void,
    from = 0,
    to = this.shared.length,
  ): void {
    const {starts, places, shared, touched} = this;
    let found = 0;
    for (let i = 0; i < genes.length; i++) {
      if (genes[i] < 0) continue;
      const end = starts[genes[i] + 1];
      for (let j = this.firstFrom(from, starts[genes[i]], end); j < end && places[j] < to; j++) {
        if (shared[places[j]]++ === 0) touched[found++] = places[j];
      }
    }
    for (let i = 0; i < found; i++) {
      const overlap = shared[touched[i]];
      shared[touched[i]] = 0;
      visit(touched[i], overlap);
    }
  }

  /** Where in places[start..end], which ascend, `from` or what follows it stands. */
  private firstFrom(from: number, start: number, end: number): number {
    let [low, high] = [start, from === 0 ? start : end];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.places[middle] < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
