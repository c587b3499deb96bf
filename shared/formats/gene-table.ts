// Approved genes: one row a gene, as the symbol table given to harmonize-symbols lists them.
import type {Gene} from '../genes/symbols/symbol-table.ts';
import type {Format} from './format.ts';
import {recordTable} from './record-table.ts';

/**
 * Columns: approved symbol and name, locus group (e.g. `protein-coding gene`), former and other symbols, NCBI Gene id
 * and Ensembl gene id where known. With these a reader resolves symbols as the gene sets' were.
 */
export const geneTable: Format<Gene[]> = recordTable('gene-table', 2, {
  symbol: 'string',
  name: 'string?',
  locusGroup: 'string',
  previous: 'string[]',
  aliases: 'string[]',
  entrezId: 'string?',
  ensemblId: 'string?',
});
