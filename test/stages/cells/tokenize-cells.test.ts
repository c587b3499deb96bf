import {beforeAll, describe, expect, test} from '@jest/globals';
import type {CellMatrix} from '../../../shared/cells/cell-matrix.ts';
import type {TokenShard} from '../../../shared/genes/tokens/token-shard.ts';
import type {Vocabulary} from '../../../shared/genes/tokens/vocabulary.ts';
import tokenizeCells from '../../../stages/cells/tokenize-cells.ts';
import {batchOf} from '../../cells/matrices.ts';
import {runStage, type StageRun} from '../run-stage.ts';

const rows = [
  [0, 5, 1, 3],
  [7, 0, 0, 2],
  [1, 2, 3, 4],
  [0, 0, 9, 0],
  [4, 3, 2, 1],
];
const splits = ['training', 'validation', 'test', 'training', 'training'];
const matrix: CellMatrix = {
  symbols: ['A', 'B', 'C', 'D'],
  valueKind: 'counts',
  async *batches() {
    yield batchOf(rows.slice(0, 2));
    yield batchOf(rows.slice(2), 2);
  },
};
const inputs = {matrix, split: splits.map((split, cell) => ({cell, split, group: null}))};
const setsOf = ({setIds, offsets, tokens}: TokenShard) =>
  Array.from(setIds, (id, i) => [id, Array.from(tokens.subarray(offsets[i], offsets[i + 1]))]);

describe('tokenize-cells', () => {
  let run: StageRun;
  beforeAll(async () => {
    run = await runStage(tokenizeCells, {inputs, params: {topGenes: 3}});
  });

  test("writes each cell's highest genes, token 1 for the first of the matrix, and no test cell", async () => {
    expect(setsOf(await run.read('training'))).toEqual([
      [0, [2, 4, 3]],
      [3, [3]],
      [4, [1, 2, 3]],
    ]);
    expect(setsOf(await run.read('validation'))).toEqual([[1, [1, 4]]]);
  });

  test('counts the training cells of every gene', async () => {
    const {symbols, geneSets}: Vocabulary = await run.read('vocabulary');
    expect(symbols).toEqual(['<end>', 'A', 'B', 'C', 'D']);
    expect(Array.from(geneSets)).toEqual([3, 1, 2, 3, 1]);
  });

  test('draws no more cells than told, by seed, and says so', async () => {
    const draws = await Promise.all(
      [1, 1, 2, 3, 4, 5].map(async seed => {
        const drawn = await runStage(tokenizeCells, {inputs, params: {maxTrainingCells: 2, seed}});
        expect((await drawn.read('summary')).notes).toEqual([
          {message: 'training cells not drawn (maxTrainingCells)', count: 1},
        ]);
        return Array.from((await drawn.read('training')).setIds).join();
      }),
    );
    expect(draws[0]).toBe(draws[1]);
    expect(new Set(draws).size).toBeGreaterThan(1);
  });
});
