// Cell map: places of real and generated cells in two dimensions, for the report.
import {recordTable} from '../record-table.ts';

/** One row a cell; columns as `CellMapRow` in `shared/cells/scores/cell-scores.ts` says. */
export const cellMap = recordTable('cell-map', 1, {
  method: 'string',
  type: 'string',
  pc1: 'float64',
  pc2: 'float64',
  umap1: 'float64?',
  umap2: 'float64?',
});
