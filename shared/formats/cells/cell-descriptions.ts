// Descriptions of cells: what methods wrote about them in words.
import {type RowOf, recordTable} from '../record-table.ts';

const COLUMNS = {
  method: 'string',
  cellId: 'string',
  type: 'string?',
  text: 'string',
  rightText: 'string',
  nats: 'float64',
  tokens: 'int32',
} as const;

/**
 * One row for each method and cell: `type` as labelled, `text` as written, `rightText` as the wording has it of this
 * cell. `nats` is −ln of the probability that the method gives to the right text's `tokens` after the prompt.
 */
export const cellDescriptions = recordTable('cell-descriptions', 2, COLUMNS);

export type DescriptionRow = RowOf<typeof COLUMNS>;
