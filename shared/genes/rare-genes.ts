// Drops genes that too few sets hold, then sets that are too small or too large, then repeated sets.
import {countSetsPerGene, rewriteSets, selectSets} from './gene-set-builder.ts';
import {type GeneSetTable, genesOf, setCount, setSize} from './gene-set-table.ts';
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
  const distinct = options.dropDuplicates ? selectSets(table, firstOfEachContent(table)) : table;
  const counts = countSetsPerGene(distinct);
  const frequent = dropGenes(distinct, gene => counts[gene] < options.minGeneSets);
  const rows = Array.from(frequent.setIds.keys());
  const fitting = rows.filter(row => {
    const size = setSize(frequent, row);
    return size >= options.minSize && size <= options.maxSize;
  });
  const sized = selectSets(frequent, fitting);
  const geneSets = options.dropDuplicates ? selectSets(sized, firstOfEachContent(sized)) : sized;
  return {
    geneSets,
    duplicateSets: setCount(table) - setCount(distinct) + setCount(sized) - setCount(geneSets),
    rareGenes: counts.filter(count => count > 0 && count < options.minGeneSets).length,
    rareMemberships: distinct.genes.length - frequent.genes.length,
    smallSets: rows.filter(row => setSize(frequent, row) < options.minSize).length,
    largeSets: rows.filter(row => setSize(frequent, row) > options.maxSize).length,
  };
}

function dropGenes(table: GeneSetTable, isDropped: (gene: number) => boolean): GeneSetTable {
  const rows = Int32Array.from(table.setIds.keys());
  return rewriteSets(table, table.symbols, rows, row =>
    genesOf(table, row).filter(gene => !isDropped(gene)),
  );
}
