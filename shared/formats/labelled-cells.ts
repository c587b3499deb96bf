// Labelled cells: real cells with type, split and log-normalized expression, as score-cells takes them.
import {recordTable} from './record-table.ts';

/**
 * One row a cell. `split`: training, validation or test. `genes`: symbols of the genes with expression, none twice;
 * `values`: log10(1 + expression normalized to a sum of 10,000) of each.
 */
export const labelledCells = recordTable('labelled-cells', 1, {
  cellId: 'string',
  type: 'string',
  split: 'string',
  genes: 'string[]',
  values: 'float64[]',
});
