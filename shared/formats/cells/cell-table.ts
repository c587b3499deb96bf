// What is known of each cell besides its expression, in the order of the cell matrix.
import {checkNumbered} from '../check-index.ts';
import {type RowOf, recordTable} from '../record-table.ts';

const COLUMNS = {
  cell: 'int32',
  cellId: 'string',
  label: 'string?',
  donor: 'string?',
  sample: 'string?',
  condition: 'string?',
  tissue: 'string?',
  totalCounts: 'float64?',
  genes: 'int32',
  mitochondrialShare: 'float64',
} as const;

/**
 * Columns: `cell` (its row in the matrix, from 0), `cellId` (barcode), its type as `label`, `donor`, `sample`,
 * `condition`, `tissue` (null where unknown), `totalCounts` (null for log-normalized values) and `genes` of its row in
 * the matrix, `mitochondrialShare` of its expression before genes were filtered.
 */
export const cellTable = recordTable('cell-table', 1, COLUMNS, (path, rows) =>
  checkNumbered(path, 'cell', rows),
);

export type CellRow = RowOf<typeof COLUMNS>;
