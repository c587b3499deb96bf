// Builds gene-set tables: from sets as they are read, or from some rows of another table.

import {enlarge, SymbolInterner} from '../symbols/symbol-interner.ts';
import {type GeneSetTable, genesOf} from './gene-set-table.ts';

/** Collects sets one by one; a symbol gets its index when it is first seen. */
export class GeneSetBuilder {
  readonly symbols = new SymbolInterner();
  private readonly libraries: string[] = [];
  private readonly names: string[] = [];
  private readonly descriptions: string[] = [];
  private readonly setIds: number[] = [];
  private readonly offsets: number[] = [0];
  private genes = new Int32Array(1 << 16);
  private length = 0;

  /** Adds one set of unique symbols. */
  add(
    setId: number,
    library: string,
    name: string,
    description: string,
    symbols: readonly string[],
  ): void {
    const genes = Int32Array.from(symbols, symbol => this.symbols.internText(symbol));
    this.addIndices(setId, library, name, description, genes);
  }

  /** Adds one set of unique indices into `symbols`; they are copied. */
  addIndices(
    setId: number,
    library: string,
    name: string,
    description: string,
    genes: Int32Array,
  ): void {
    const end = this.length + genes.length;
    if (end > this.genes.length) this.genes = enlarge(this.genes, end);
    this.genes.set(genes, this.length);
    this.length = end;
    this.setIds.push(setId);
    this.libraries.push(library);
    this.names.push(name);
    this.descriptions.push(description);
    this.offsets.push(end);
  }

  build(): GeneSetTable {
    return {
      setIds: Int32Array.from(this.setIds),
      libraries: this.libraries,
      names: this.names,
      descriptions: this.descriptions,
      symbols: this.symbols.symbols(),
      offsets: Int32Array.from(this.offsets),
      // No copy: what lies behind was never touched and takes no memory.
      genes: this.genes.subarray(0, this.length),
    };
  }
}

/** The given rows of a table, in the given order, over the same dictionary. */
export function selectSets(table: GeneSetTable, rows: ArrayLike<number>): GeneSetTable {
  return rewriteSets(table, table.symbols, rows, (row, genes, at) => {
    const own = genesOf(table, row);
    genes.set(own, at);
    return at + own.length;
  });
}

/** Writes the genes of `row` into `genes` from `at` on, not more than the row had; returns where they end. */
export type RewriteSet = (row: number, genes: Int32Array, at: number) => number;

/** The given rows with the genes that `rewrite` gives them, as indices into `symbols`. */
export function rewriteSets(
  table: GeneSetTable,
  symbols: string[],
  rows: ArrayLike<number>,
  rewrite: RewriteSet,
): GeneSetTable {
  const offsets = new Int32Array(rows.length + 1);
  const genes = new Int32Array(totalSize(table, rows));
  for (let i = 0; i < rows.length; i++) offsets[i + 1] = rewrite(rows[i], genes, offsets[i]);
  const pick = (values: string[]) => Array.from(rows, row => values[row]);
  return {
    setIds: Int32Array.from(rows, row => table.setIds[row]),
    libraries: pick(table.libraries),
    names: pick(table.names),
    descriptions: pick(table.descriptions),
    symbols,
    offsets,
    // As above: no copy.
    genes: genes.subarray(0, offsets[rows.length]),
  };
}

function totalSize({offsets}: GeneSetTable, rows: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < rows.length; i++) total += offsets[rows[i] + 1] - offsets[rows[i]];
  return total;
}

/** Number of sets that hold each symbol of the dictionary. Shape (G). */
export function countSetsPerGene(table: GeneSetTable): Int32Array {
  const counts = new Int32Array(table.symbols.length);
  for (let i = 0; i < table.genes.length; i++) counts[table.genes[i]]++;
  return counts;
}

/** Number of symbols that at least one set holds. */
export function countUsedSymbols(table: GeneSetTable): number {
  return countSetsPerGene(table).reduce((sum, sets) => sum + (sets > 0 ? 1 : 0), 0);
}
