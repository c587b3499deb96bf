// A model of toy cells with random weights, and cells at random: their genes, values and order are of a seed.
import type {CellBatch} from '../../../shared/cells/cell-matrix.ts';
import {ANSWER_WORD, END_WORD, markWord} from '../../../shared/cells/prompts/prompt-words.ts';
import type {Engine, GptConfig} from '../../../shared/engines/contract/engine.ts';
import type {CellModel} from '../../../shared/models/kinds/cell-model.ts';
import type {Random} from '../../../shared/stats/random.ts';
import {TOY_TYPES} from '../../cells/toy-tables.ts';
import {createTestModel, SMALL} from '../../engines/fixtures.ts';

const TASK = '<task:predict-type>';
export const TOY_QUESTION = {marks: [TASK], genes: 100};
export const TOY_GENES = Array.from({length: 120}, (_, gene) => `GENE${gene}`);
/** The last ten genes of the cells are none of the model's. */
const WORDS = [
  ...[END_WORD, ANSWER_WORD, TASK, ...TOY_GENES.slice(0, -10)],
  ...TOY_TYPES.map(type => markWord('type', type)),
];

/** One training prompt: it says how cells were asked for their type. */
export const TOY_PROMPTS = [
  {
    ...{task: 'predict-type', split: 'training', wording: 0, unseenWording: false},
    ...{cellIds: ['a'], type: 'B cell', prompt: '', response: '', responseWords: []},
    promptWords: [TASK, ...TOY_GENES.slice(0, 100), ANSWER_WORD],
  },
];

/** A model with every weight drawn. */
export function toyCellModel(engine: Engine, change: Partial<GptConfig> = {}): CellModel {
  const config = {
    ...{...SMALL, vocabSize: WORDS.length, blockSize: 128, positions: true, nEmbd: 32, nHead: 4},
    ...change,
  };
  const model = createTestModel(engine, config, false);
  const tensors = new Map(
    model.tensors().map(({name, shape}) => [name, {shape, values: model.readTensor(name)}]),
  );
  model.dispose();
  return {config, tensors, vocabulary: {kind: 'words', words: WORDS}, endToken: 0};
}

export interface RandomCell {
  symbols: string[];
  values: number[];
}

/** A cell of 1 to 110 genes; counts are small, so that many are equal. */
export function drawCell(random: Random): RandomCell {
  const symbols = random.shuffle(TOY_GENES.slice()).slice(0, 1 + random.int(110));
  return {symbols, values: symbols.map(() => 1 + random.int(4))};
}

/** The cells as one batch over these columns. */
export function toBatch(cells: readonly RandomCell[], columns: readonly string[]): CellBatch {
  const offsets = new Int32Array(cells.length + 1);
  const genes: number[] = [];
  const values: number[] = [];
  cells.forEach((cell, row) => {
    const order = cell.symbols
      .map((symbol, i) => ({column: columns.indexOf(symbol), value: cell.values[i]}))
      .sort((a, b) => a.column - b.column);
    genes.push(...order.map(({column}) => column));
    values.push(...order.map(({value}) => value));
    offsets[row + 1] = genes.length;
  });
  return {firstCell: 0, offsets, genes: Uint16Array.from(genes), values: Float32Array.from(values)};
}
