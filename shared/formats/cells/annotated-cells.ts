// Annotated cells: what each cell of a new file is taken for, and how sure that is.
import {checkNumbered} from '../check-index.ts';
import {recordTable} from '../record-table.ts';

/** One row a cell, in the order of the file; columns as `AnnotatedCell` in `shared/cells/annotation` says. */
export const annotatedCells = recordTable(
  'annotated-cells',
  1,
  {
    ...{cell: 'int32', cellId: 'string', label: 'string?'},
    ...{type: 'string', unknown: 'boolean', chance: 'float64'},
    ...{likeliest: 'string', conformalSet: 'string[]', pValue: 'float64'},
    ...{modelType: 'string?', modelChance: 'float64?'},
    ...{nearestType: 'string', nearestChance: 'float64'},
    ...{logisticType: 'string', logisticChance: 'float64'},
    ...{agree: 'boolean', genes: 'int32', umap1: 'float64?', umap2: 'float64?'},
    ...{embedding: 'float64[]', modelEmbedding: 'float64[]?'},
  },
  (path, rows) => checkNumbered(path, 'cell', rows),
);
