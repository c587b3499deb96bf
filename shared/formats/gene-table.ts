// Approved genes: one row a gene, as the symbol table given to harmonize-symbols lists them.
import {recordTable} from './record-table.ts';

/** Columns: approved symbol, locus group (e.g. `protein-coding gene`), NCBI Gene id and Ensembl gene id where known. */
export const geneTable = recordTable('gene-table', 1, {
  symbol: 'string',
  locusGroup: 'string',
  entrezId: 'string?',
  ensemblId: 'string?',
});
