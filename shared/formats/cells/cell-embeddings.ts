// Embeddings of cells: one vector a cell, as a model or another method places them.
import {checkNumbered, damaged} from '../check-index.ts';
import {type RowOf, recordTable} from '../record-table.ts';

const COLUMNS = {
  method: 'string',
  cell: 'int32',
  cellId: 'string',
  embedding: 'float64[]',
} as const;

/**
 * One row a cell, in the order of the matrix: `cell` is its row there, `cellId` its barcode, `embedding` its vector, as
 * long in each row (numbers that fit 32 bits where a model gave them). `method` names what made it.
 */
export const cellEmbeddings = recordTable('cell-embeddings', 1, COLUMNS, (path, rows) => {
  checkNumbered(path, 'cell', rows);
  const dimensions = rows[0]?.embedding.length;
  const odd = rows.findIndex(({embedding}) => embedding.length !== dimensions);
  if (odd >= 0) {
    const found = `${rows[odd].embedding.length} numbers`;
    throw damaged(path, `row ${odd + 1}, column 'embedding'`, found, `${dimensions}, as in row 1`);
  }
});

export type EmbeddedCell = RowOf<typeof COLUMNS>;
