// The toy tissue as the tables that score-cells reads: cells, sentences, predictions, imputations.
import type {CellBatch, CellMatrix} from '../../shared/cells/cell-matrix.ts';
import type {LabelledCells} from '../../shared/cells/labelled-cells.ts';
import {hideGenes} from '../../shared/cells/scores/knn-imputer.ts';
import type {RankModel} from '../../shared/formats/cells/rank-model.ts';
import {toyCells} from './toy-cells.ts';

export const TOY_TYPES = ['B cell', 'NK cell', 'T cell'];
export const TOY_LINE: RankModel = {
  slope: -1.2,
  intercept: 2.6,
  r2: 0.8,
  pearson: 0.9,
  spearman: 0.8,
  spearmanCells: 60,
  cells: 60,
  points: 820,
  targetSum: null,
  firstNegativeRank: 146,
  bins: [
    {firstRank: 0, lastRank: 0, points: 60, mean: 2.5, deviation: 0.1},
    {firstRank: 1, lastRank: 1, points: 60, mean: 2.3, deviation: 0.1},
    {firstRank: 2, lastRank: 9, points: 400, mean: 1.9, deviation: 0.2},
    {firstRank: 10, lastRank: 19, points: 300, mean: 1.2, deviation: 0.2},
  ],
};

export interface ToyRow {
  cellId: string;
  type: string;
  split: string;
  genes: string[];
  values: number[];
}

/** Genes that a cell can have, as the columns of the matrix. */
const SYMBOLS = 36;

const symbol = (gene: number) => `GENE${gene}`;

function rowsOf({expression, labels}: LabelledCells, split: string): ToyRow[] {
  const {offsets, columns, values} = expression;
  return Array.from(labels, (type, row) => {
    const places = Array.from(
      {length: offsets[row + 1] - offsets[row]},
      (_, i) => offsets[row] + i,
    );
    return {
      cellId: `${split}-${row}`,
      type: TOY_TYPES[type],
      split,
      genes: places.map(at => symbol(columns[at])),
      values: places.map(at => values[at]),
    };
  });
}

/** 180 training, 45 validation and 60 test cells. */
export function toyRows(): ToyRow[] {
  return [
    ...rowsOf(toyCells(60, 1), 'training'),
    ...rowsOf(toyCells(15, 2), 'validation'),
    ...rowsOf(toyCells(20, 3), 'test'),
  ];
}

/** Sentences of fresh cells of the tissue, the last word of each no gene: a very good model. */
export function toySentences(method: string, seed = 9) {
  return rowsOf(toyCells(30, seed), 'new').map(({type, genes, values}) => {
    const order = genes.map((gene, i) => ({gene, value: values[i]}));
    order.sort((a, b) => b.value - a.value);
    return {method, type, words: [...order.map(({gene}) => gene), '<b>not a gene</b>']};
  });
}

/** For every test cell its own type, but every fourth wrong and every tenth no type. */
export function toyPredictions(method: string) {
  return toyRows()
    .filter(({split}) => split === 'test')
    .map(({cellId, type}, row) => {
      const wrong = TOY_TYPES[(TOY_TYPES.indexOf(type) + 1) % 3];
      return {method, cellId, type: row % 10 === 0 ? null : row % 4 === 0 ? wrong : type};
    });
}

/** The right answer for every test cell, with half the hidden genes named. */
export function toyImputations(method: string) {
  const {expression} = toyCells(20, 3);
  return hideGenes(expression, 0.4, 5).map(({hidden, hiddenValues}, row) => {
    const named = Math.ceil(hidden.length / 2);
    return {
      method,
      cellId: `test-${row}`,
      hiddenGenes: Array.from(hidden, symbol),
      generatedGenes: Array.from(hidden.subarray(0, named), symbol),
      generatedValues: Array.from(hiddenValues.subarray(0, named)),
    };
  });
}

/** The cells as the front of the pipeline writes them: matrix, table, split and rank model. */
export function toyInputs(rows: readonly ToyRow[] = toyRows()) {
  const columnOf = new Map(Array.from({length: SYMBOLS}, (_, gene) => [symbol(gene), gene]));
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach(({genes}, row) => {
    offsets[row + 1] = offsets[row] + genes.length;
  });
  const batch: CellBatch = {
    firstCell: 0,
    offsets,
    genes: Uint16Array.from(rows.flatMap(({genes}) => genes.map(gene => columnOf.get(gene)!))),
    values: Float32Array.from(rows.flatMap(({values}) => values)),
  };
  const matrix: CellMatrix = {
    symbols: [...columnOf.keys()],
    valueKind: 'log-normalized',
    async *batches() {
      yield batch;
    },
  };
  const unknown = {donor: null, sample: null, condition: null, tissue: null, totalCounts: null};
  return {
    matrix,
    cells: rows.map(({cellId, type, genes}, cell) => ({
      ...{cell, cellId, label: type, ...unknown},
      ...{genes: genes.length, mitochondrialShare: 0},
    })),
    split: rows.map(({split}, cell) => ({cell, split, group: null})),
    rankModel: TOY_LINE,
  };
}
