import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import type {CellBatch} from '../../../shared/cells/cell-matrix.ts';
import type {Vocabulary} from '../../../shared/genes/tokens/vocabulary.ts';
import type {CompletionModel} from '../../../shared/models/kinds/completion-model.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import embedCellSets from '../../../stages/cells/embed-cell-sets.ts';
import tokenizeCells from '../../../stages/cells/tokenize-cells.ts';
import trainSetEncoder from '../../../stages/train-set-encoder.ts';
import {type ToyRow, toyInputs, toyRows} from '../../cells/toy-tables.ts';
import {runStage} from '../run-stage.ts';

jest.setTimeout(60_000);

const rows = toyRows();
const {matrix, cells, split} = toyInputs(rows);

describe('embed-cell-sets', () => {
  let model: CompletionModel;
  let vocabulary: Vocabulary;
  let embedded: {cellId: string; embedding: number[]}[];

  const embed = async (inputs: Record<string, unknown>) => {
    const run = await runStage(embedCellSets, {
      inputs: {model, vocabulary, ...inputs},
      params: {method: 'toy'},
    });
    return run.read('embeddings');
  };

  beforeAll(async () => {
    const tokens = await runStage(tokenizeCells, {inputs: {matrix, split}});
    vocabulary = await tokens.read('vocabulary');
    const [training, validation] = [await tokens.read('training'), await tokens.read('validation')];
    const trained = await runStage(trainSetEncoder, {
      inputs: {vocabulary, training, validation},
      params: {nEmbd: 16, nLayer: 1, maxSteps: 10, evaluateEvery: 10, warmupSteps: 1},
    });
    model = await trained.read('model');
    embedded = await embed({matrix, cells});
  });

  test('embeds every cell', () => {
    expect(embedded.map(({cellId}) => cellId)).toEqual(cells.map(({cellId}) => cellId));
    expect(new Set(embedded.map(({embedding}) => embedding.length))).toEqual(new Set([16]));
  });

  test('gives a cell the same to the bit in another order, among others, over other columns', async () => {
    const random = createRandom(2);
    const order = random.shuffle(Array.from(rows.keys())).slice(0, 40);
    const inputs = toyInputs(order.map(row => rows[row]));
    const columns = random.shuffle(Array.from(matrix.symbols.keys()));
    const turned = turn(
      inputs.matrix,
      columns,
      order.map(row => rows[row]),
    );
    const found = await embed({matrix: turned, cells: inputs.cells});
    order.forEach((row, place) => {
      expect(found[place].embedding).toEqual(embedded[row].embedding);
    });
  });

  test('refuses other models, and another vocabulary', async () => {
    const popularity = {kind: 'popularity', setCount: 1, geneSets: new Float32Array([1, 1])};
    await expect(embed({matrix, cells, model: popularity})).rejects.toThrow('expected set-encoder');
    const shorter = {
      symbols: vocabulary.symbols.slice(0, -1),
      geneSets: vocabulary.geneSets.slice(0, -1),
      proteinCoding: vocabulary.proteinCoding.slice(0, -1),
    };
    await expect(embed({matrix, cells, vocabulary: shorter})).rejects.toThrow('the vocabulary has');
  });
});

/** The matrix of these cells with its columns in another order. */
function turn(
  matrix: ReturnType<typeof toyInputs>['matrix'],
  columns: readonly number[],
  drawn: readonly ToyRow[],
) {
  const symbols = columns.map(column => matrix.symbols[column]);
  const placeOf = new Map(symbols.map((symbol, place) => [symbol, place]));
  const lists = drawn.map(({genes, values}) =>
    genes
      .map((gene, i) => ({place: placeOf.get(gene)!, value: values[i]}))
      .sort((a, b) => a.place - b.place),
  );
  const offsets = new Int32Array(drawn.length + 1);
  lists.forEach(({length}, row) => {
    offsets[row + 1] = offsets[row] + length;
  });
  const batch: CellBatch = {
    ...{firstCell: 0, offsets},
    genes: Uint16Array.from(lists.flat(), ({place}) => place),
    values: Float32Array.from(lists.flat(), ({value}) => value),
  };
  return {
    ...{symbols, valueKind: matrix.valueKind},
    async *batches() {
      yield batch;
    },
  };
}
