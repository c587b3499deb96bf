// Descriptions of cells: what methods wrote about them in words.
import {recordTable} from '../record-table.ts';

/** One row for each method and cell; `type` as labelled, `text` as written. */
export const cellDescriptions = recordTable('cell-descriptions', 1, {
  method: 'string',
  cellId: 'string',
  type: 'string?',
  text: 'string',
});
