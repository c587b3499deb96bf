// Cells as rows of a table, gathered into the matrix and the types that scores are computed on.
import type {SparseRows} from '../stats/sparse-rows.ts';
import {type LabelledCells, selectCells} from './labelled-cells.ts';

export interface CellRow {
  cellId: string;
  type: string;
  split: string;
  /** Genes with expression, none twice, and log10(1 + expression normalized to 10,000) of each. */
  genes: readonly string[];
  values: readonly number[];
}

export const SPLITS = ['training', 'validation', 'test'] as const;
export type SplitName = (typeof SPLITS)[number];

export interface GatheredCells {
  symbols: string[];
  /** Symbol → column. */
  columnOf: ReadonlyMap<string, number>;
  /** Names of the types, in alphabetic order. */
  types: string[];
  splits: Record<SplitName, LabelledCells & {ids: string[]}>;
}

/** All cells, by split. Columns are the genes in order of first appearance. */
export function gatherCells(rows: readonly CellRow[]): GatheredCells {
  const types = [...new Set(rows.map(({type}) => type))].sort();
  const typeOf = new Map(types.map((type, place) => [type, place]));
  const columnOf = new Map<string, number>();
  const expression = toMatrix(rows, columnOf);
  const labels = Int32Array.from(rows, ({type}) => typeOf.get(type)!);
  const splits = Object.fromEntries(
    SPLITS.map(split => {
      const own = Array.from(rows.keys()).filter(row => rows[row].split === split);
      const ids = own.map(row => rows[row].cellId);
      return [split, {...selectCells({expression, labels}, own), ids}];
    }),
  ) as GatheredCells['splits'];
  for (const split of ['training', 'test'] as const) {
    if (splits[split].ids.length > 0) continue;
    const found = [...new Set(rows.map(row => row.split))].join(', ') || 'no cells';
    throw new Error(
      `No cell is in the split '${split}'; found ${found}. Expected training, validation and test cells: run split-cells first.`,
    );
  }
  return {symbols: [...columnOf.keys()], columnOf, types, splits};
}

function toMatrix(rows: readonly CellRow[], columnOf: Map<string, number>): SparseRows {
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach(({cellId, genes, values}, row) => {
    if (genes.length !== values.length || new Set(genes).size !== genes.length) {
      throw new Error(
        `Cell ${cellId} has ${genes.length} genes, ${new Set(genes).size} of them distinct, and ${values.length} values; expected equally many, no gene twice.`,
      );
    }
    offsets[row + 1] = offsets[row] + genes.length;
  });
  const columns = new Int32Array(offsets[rows.length]);
  const expression = new Float64Array(columns.length);
  rows.forEach(({genes, values}, row) => {
    genes.forEach((gene, i) => {
      if (!columnOf.has(gene)) columnOf.set(gene, columnOf.size);
      columns[offsets[row] + i] = columnOf.get(gene)!;
      expression[offsets[row] + i] = values[i];
    });
  });
  return {
    rowCount: rows.length,
    columnCount: columnOf.size,
    offsets,
    columns,
    values: expression,
  };
}
