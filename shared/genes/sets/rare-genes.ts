// Drops genes that too few sets hold, then sets that are too small or too large, then repeated sets.
import {rewriteSets, selectSets} from './gene-set-builder.ts';
import {type GeneSetTable, setCount} from './gene-set-table.ts';
import {firstOfEachContent} from './identical-sets.ts';

export interface RareGeneOptions {
  /** A gene stays when at least this many sets hold it. */
  minGeneSets: number;
  /** Sizes, counted after rare genes are gone, that a set may have. */
  minSize: number;
  maxSize: number;
  /** Of sets with the same genes keep the first. */
  dropDuplicates: boolean;
}

export interface FilteredSets {
  geneSets: GeneSetTable;
  duplicateSets: number;
  rareGenes: number;
  rareMemberships: number;
  smallSets: number;
  largeSets: number;
}

/**
 * Order: repeated sets go first, so that copies make no gene frequent; genes are counted once; sizes are applied;
 * sets that only now equal another go last. Genes are not counted again after sets went.
 */
export function filterRareGenes(table: GeneSetTable, options: RareGeneOptions): FilteredSets {
  const distinct = options.dropDuplicates
    ? firstOfEachContent(table)
    : Int32Array.from(table.setIds.keys());
  const counts = countSets(table, distinct);
  const isFrequent = Uint8Array.from(counts, count => Number(count >= options.minGeneSets));
  const sizes = distinct.map(row => countFrequent(table, row, isFrequent));
  const isFitting = (size: number) => size >= options.minSize && size <= options.maxSize;
  const fitting = distinct.filter((_, place) => isFitting(sizes[place]));
  const sized = keepFrequent(table, fitting, isFrequent);
  const geneSets = options.dropDuplicates ? selectFirsts(sized) : sized;
  const frequentMemberships = sizes.reduce((sum, size) => sum + size, 0);
  return {
    geneSets,
    duplicateSets: setCount(table) - distinct.length + setCount(sized) - setCount(geneSets),
    rareGenes: counts.filter(count => count > 0 && count < options.minGeneSets).length,
    rareMemberships: counts.reduce((sum, count) => sum + count, 0) - frequentMemberships,
    smallSets: sizes.filter(size => size < options.minSize).length,
    largeSets: sizes.filter(size => size > options.maxSize).length,
  };
}

/** Number of the given rows that hold each gene. Shape (G). */
function countSets({symbols, offsets, genes}: GeneSetTable, rows: Int32Array): Int32Array {
  const counts = new Int32Array(symbols.length);
  for (let place = 0; place < rows.length; place++) {
    const end = offsets[rows[place] + 1];
    for (let i = offsets[rows[place]]; i < end; i++) counts[genes[i]]++;
  }
  return counts;
}

function countFrequent(
  {offsets, genes}: GeneSetTable,
  row: number,
  isFrequent: Uint8Array,
): number {
  let count = 0;
  for (let i = offsets[row]; i < offsets[row + 1]; i++) count += isFrequent[genes[i]];
  return count;
}

function keepFrequent(table: GeneSetTable, rows: Int32Array, isFrequent: Uint8Array): GeneSetTable {
  return rewriteSets(table, table.symbols, rows, (row, genes, at) => {
    let end = at;
    for (let i = table.offsets[row]; i < table.offsets[row + 1]; i++) {
      const gene = table.genes[i];
      if (isFrequent[gene]) genes[end++] = gene;
    }
    return end;
  });
}

function selectFirsts(table: GeneSetTable): GeneSetTable {
  const rows = firstOfEachContent(table);
  return rows.length === setCount(table) ? table : selectSets(table, rows);
}
