// Which split each cell is in: one row a cell, in the order of the cell matrix.
import {checkNumbered} from '../check-index.ts';
import {recordTable} from '../record-table.ts';

/** `split`: training, validation or test; `group`: the donor or sample that was held out or kept as one, if any. */
export const cellSplit = recordTable(
  'cell-split',
  1,
  {cell: 'int32', split: 'string', group: 'string?'},
  (path, rows) => checkNumbered(path, 'cell', rows),
);
