// Imputed genes: what methods made of test cells of which a share of the genes was hidden.
import {checkBeside} from '../check-index.ts';
import {recordTable} from '../record-table.ts';

/**
 * One row for each method and cell. `hiddenGenes`: genes of the cell that were hidden; all its others were shown.
 * `generatedGenes`: genes named, best first; `generatedValues`: log10(1 + normalized expression) of each.
 */
export const imputedGenes = recordTable(
  'imputed-genes',
  1,
  {
    method: 'string',
    cellId: 'string',
    hiddenGenes: 'string[]',
    generatedGenes: 'string[]',
    generatedValues: 'float64[]',
  },
  (path, rows) => {
    for (const [row, {generatedGenes, generatedValues}] of rows.entries()) {
      checkBeside(
        path,
        `row ${row + 1}, column 'generatedValues'`,
        generatedGenes,
        generatedValues,
      );
    }
  },
);
