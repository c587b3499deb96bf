// Gene sets by ascending size, the genes of each from rare to common: the order that prefix filtering asks for.
import {offsetsOf} from '../../stats/offsets-of.ts';
import {countSetsPerGene} from '../sets/gene-set-builder.ts';
import {type GeneSetTable, setSize} from '../sets/gene-set-table.ts';

export interface OrderedSets {
  /** Row of the set at each place. Shape (S). */
  rows: Int32Array;
  offsets: Int32Array;
  /** Genes as ranks of rarity, ascending within a set. Shape (number of memberships). */
  genes: Int32Array;
  /** Number of distinct ranks. */
  ranks: number;
}

/** Orders the sets of a table; ties go by row, ties in rarity by index. */
export function orderSets(table: GeneSetTable): OrderedSets {
  const rows = Int32Array.from(table.setIds.keys());
  rows.sort((a, b) => setSize(table, a) - setSize(table, b) || a - b);
  const offsets = offsetsOf(rows.map(row => setSize(table, row)));
  const holders = invert(table, rows);
  const genes = new Int32Array(table.genes.length);
  const ends = offsets.slice(0, rows.length);
  // Filled gene by gene from the rarest on, each set comes out sorted without being sorted.
  holders.starts.forEach((start, rank) => {
    const end = holders.ends[rank];
    for (let i = start; i < end; i++) genes[ends[holders.places[i]]++] = rank;
  });
  return {rows, offsets, genes, ranks: table.symbols.length};
}

/** For each rank of rarity the places of the sets that hold the gene. */
function invert(table: GeneSetTable, rows: Int32Array) {
  const counts = countSetsPerGene(table);
  const byRarity = Int32Array.from(counts.keys()).sort((a, b) => counts[a] - counts[b] || a - b);
  const starts = new Int32Array(counts.length);
  const endOf = new Int32Array(counts.length);
  let total = 0;
  byRarity.forEach((gene, rank) => {
    starts[rank] = total;
    endOf[gene] = total;
    total += counts[gene];
  });
  const places = new Int32Array(table.genes.length);
  rows.forEach((row, place) => {
    for (let i = table.offsets[row]; i < table.offsets[row + 1]; i++) {
      places[endOf[table.genes[i]]++] = place;
    }
  });
  return {starts, ends: byRarity.map(gene => endOf[gene]), places};
}
