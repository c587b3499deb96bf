// Builds gene-set tables: from sets as they are read, or from some rows of another table.
import {type GeneSetTable, genesOf} from './gene-set-table.ts';

/** Collects sets one by one; a symbol gets its index when it is first seen. */
export class GeneSetBuilder {
  private readonly indices = new Map<string, number>();
  private readonly symbols: string[] = [];
  private readonly libraries: string[] = [];
  private readonly names: string[] = [];
  private readonly descriptions: string[] = [];
  private readonly setIds: number[] = [];
  private readonly offsets: number[] = [0];
  private genes = new Int32Array(1 << 16);
  private length = 0;

  /** Adds one set of unique symbols. */
  add(setId: number, library: string, name: string, description: string, symbols: string[]): void {
    this.reserve(symbols.length);
    for (const symbol of symbols) this.genes[this.length++] = this.indexOf(symbol);
    this.setIds.push(setId);
    this.libraries.push(library);
    this.names.push(detach(name));
    this.descriptions.push(detach(description));
    this.offsets.push(this.length);
  }

  build(): GeneSetTable {
    return {
      setIds: Int32Array.from(this.setIds),
      libraries: this.libraries,
      names: this.names,
      descriptions: this.descriptions,
      symbols: this.symbols,
      offsets: Int32Array.from(this.offsets),
      genes: this.genes.slice(0, this.length),
    };
  }

  private indexOf(symbol: string): number {
    const known = this.indices.get(symbol);
    if (known !== undefined) return known;
    const own = detach(symbol);
    const index = this.symbols.push(own) - 1;
    this.indices.set(own, index);
    return index;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.genes.length) return;
    const larger = new Int32Array(Math.max(this.length + more, 2 * this.genes.length));
    larger.set(this.genes);
    this.genes = larger;
  }
}

/** A copy of its own: a part cut from a long line would keep the whole line in memory. */
function detach(text: string): string {
  return text.length === 0 ? '' : Array.from(text).join('');
}

/** The given rows of a table, in the given order, over the same dictionary. */
export function selectSets(table: GeneSetTable, rows: ArrayLike<number>): GeneSetTable {
  return rewriteSets(table, table.symbols, rows, row => genesOf(table, row));
}

/** The given rows with the genes that `genesFor` gives them, as indices into `symbols`. */
export function rewriteSets(
  table: GeneSetTable,
  symbols: string[],
  rows: ArrayLike<number>,
  genesFor: (row: number) => Int32Array,
): GeneSetTable {
  const offsets = new Int32Array(rows.length + 1);
  const genes = new Int32Array(table.genes.length);
  for (let i = 0; i < rows.length; i++) {
    const own = genesFor(rows[i]);
    genes.set(own, offsets[i]);
    offsets[i + 1] = offsets[i] + own.length;
  }
  const pick = (values: string[]) => Array.from(rows, row => values[row]);
  return {
    setIds: Int32Array.from(rows, row => table.setIds[row]),
    libraries: pick(table.libraries),
    names: pick(table.names),
    descriptions: pick(table.descriptions),
    symbols,
    offsets,
    genes: genes.slice(0, offsets[rows.length]),
  };
}

/** Number of sets that hold each symbol of the dictionary. Shape (G). */
export function countSetsPerGene(table: GeneSetTable): Int32Array {
  const counts = new Int32Array(table.symbols.length);
  for (const gene of table.genes) counts[gene]++;
  return counts;
}
