// Generated cells: the sentences that one or more methods wrote, and the type asked for.
import {recordTable} from '../record-table.ts';

/** One row a sentence; `words` as they were written, whether they are genes or not, highest expression first. */
export const generatedCells = recordTable('generated-cells', 1, {
  method: 'string',
  type: 'string',
  words: 'string[]',
});
