// Predicted types: what methods took test cells for.
import {recordTable} from '../record-table.ts';

/** One row for each method and test cell; `type`: what the method wrote, whether it is a type or not; null for nothing. */
export const predictedTypes = recordTable('predicted-types', 1, {
  method: 'string',
  cellId: 'string',
  type: 'string?',
});
