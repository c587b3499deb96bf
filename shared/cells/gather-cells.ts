// The cells that scores are computed on, out of a stream of a matrix: all test cells, and as many others as are needed.
import {offsetsOf} from '../stats/offsets-of.ts';
import {createRandom} from '../stats/random.ts';
import type {SparseRows} from '../stats/sparse-rows.ts';
import type {CellBatch, CellMatrix} from './cell-matrix.ts';
import {CELL_SPLITS, type CellSplit} from './draw-cell-split.ts';
import type {LabelledCells} from './labelled-cells.ts';
import {normalizedBatches} from './normalize.ts';

/** Cells of one split with their types and names. */
export type NamedCells = LabelledCells & {ids: string[]};

/** And their rows of the matrix. */
type SplitCells = NamedCells & {rows: number[]};

export interface GatheredCells {
  /** Genes of the matrix, in the order of its columns. */
  symbols: readonly string[];
  /** Symbol → column. */
  columnOf: ReadonlyMap<string, number>;
  /** Names of the types of all labelled cells, in alphabetic order. */
  types: string[];
  splits: Record<CellSplit, SplitCells>;
  /** Cells that were passed over. */
  left: {unlabelled: number; training: number; validation: number};
}

/** The tables that describe the cells of a matrix, in its order. */
export interface CellTables {
  cells: readonly {cellId: string; label: string | null}[];
  split: readonly {split: string}[];
}

export interface GatherOptions {
  /** Training cells kept at most, and as many validation cells at most, drawn at random; 0 keeps none. */
  maxTrainingCells: number;
  /** Sum that counts are normalized to; log-normalized values stay as they are. */
  targetSum: number | undefined;
  seed: number;
}

/** Gathers all labelled test cells and a draw of the others; the matrix passes by batch for batch. */
export async function gatherCells(
  matrix: CellMatrix,
  tables: CellTables,
  options: GatherOptions,
): Promise<GatheredCells> {
  requireSameCells(tables);
  const {rows, left} = chooseRows(tables, options);
  const chosen = new Map(CELL_SPLITS.flatMap(split => rows[split].map(row => [row, split])));
  const builders = {training: new Rows(), validation: new Rows(), test: new Rows()};
  let seen = 0;
  for await (const batch of normalizedBatches(matrix, options.targetSum)) {
    for (let i = 0; i + 1 < batch.offsets.length; i++) {
      const split = chosen.get(batch.firstCell + i);
      if (split) builders[split].add(batch, i);
    }
    seen += batch.offsets.length - 1;
  }
  requireCount('the matrix', seen, tables.cells.length);
  const types = [...new Set(tables.cells.flatMap(({label}) => label ?? []))].sort();
  const typeOf = new Map(types.map((type, place) => [type, place]));
  const build = (split: CellSplit): SplitCells => ({
    expression: builders[split].finish(matrix.symbols.length),
    labels: Int32Array.from(rows[split], row => typeOf.get(tables.cells[row].label!)!),
    ids: rows[split].map(row => tables.cells[row].cellId),
    rows: rows[split],
  });
  return {
    symbols: matrix.symbols,
    columnOf: new Map(matrix.symbols.map((symbol, column) => [symbol, column])),
    types,
    splits: {training: build('training'), validation: build('validation'), test: build('test')},
    left,
  };
}

/** Rows of the matrix kept for each split, ascending, and how many labelled ones were not. */
function chooseRows({cells, split}: CellTables, {maxTrainingCells, seed}: GatherOptions) {
  const labelled = Array.from(cells.keys()).filter(row => cells[row].label !== null);
  if (labelled.length === 0) {
    throw new Error(
      `None of ${cells.length} cells has a label; expected the type of each. Name the column that holds it with --set import-cells.labelColumn=NAME.`,
    );
  }
  const ofSplit = (name: CellSplit) => labelled.filter(row => split[row].split === name);
  const all = {
    training: ofSplit('training'),
    validation: ofSplit('validation'),
    test: ofSplit('test'),
  };
  requireSplits(all, split);
  const rows = {
    training: drawSome(all.training, maxTrainingCells, seed, 0),
    validation: drawSome(all.validation, maxTrainingCells, seed, 1),
    test: all.test,
  };
  const left = {
    unlabelled: cells.length - labelled.length,
    training: all.training.length - rows.training.length,
    validation: all.validation.length - rows.validation.length,
  };
  return {rows, left};
}

/** At most `count` of the rows, drawn at random, in their order. */
export function drawSome(
  rows: readonly number[],
  count: number,
  seed: number,
  stream: number,
): number[] {
  if (rows.length <= count) return rows.slice();
  const drawn = createRandom(seed, stream).shuffle(rows.slice());
  return drawn.slice(0, count).sort((a, b) => a - b);
}

/** Compressed rows that grow. */
export class Rows {
  readonly #columns: CellBatch['genes'][] = [];
  readonly #values: Float32Array[] = [];

  add({offsets, genes, values}: CellBatch, row: number): void {
    // Copies, so that the batch they are cut from can go.
    this.#columns.push(genes.slice(offsets[row], offsets[row + 1]));
    this.#values.push(values.slice(offsets[row], offsets[row + 1]));
  }

  finish(columnCount: number): SparseRows {
    const rowCount = this.#columns.length;
    const offsets = offsetsOf(this.#columns.map(({length}) => length));
    const columns = new Int32Array(offsets[rowCount]);
    const values = new Float32Array(offsets[rowCount]);
    this.#columns.forEach((row, i) => void columns.set(row, offsets[i]));
    this.#values.forEach((row, i) => void values.set(row, offsets[i]));
    return {rowCount, columnCount, offsets, columns, values};
  }
}

function requireSameCells({cells, split}: CellTables): void {
  requireCount('the split', split.length, cells.length);
}

function requireCount(what: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new Error(
    `${what} has ${found} cells, the table of cells ${expected}; expected the same cells in one order. Connect all three to one run of import-cells and split-cells.`,
  );
}

function requireSplits(
  rows: Record<CellSplit, readonly number[]>,
  split: readonly {split: string}[],
): void {
  for (const name of ['training', 'test'] as const) {
    if (rows[name].length > 0) continue;
    const found = [...new Set(split.map(row => row.split))].join(', ') || 'no cells';
    throw new Error(
      `No labelled cell is in the split '${name}'; found ${found}. Expected training, validation and test cells: change the shares of split-cells.`,
    );
  }
}
