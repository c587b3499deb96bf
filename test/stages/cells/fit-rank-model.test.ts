// fit-rank-model on cells that follow a line exactly, as counts and as log-normalized values.
import {expect, test} from '@jest/globals';
import fitRankModel from '../../../stages/cells/fit-rank-model.ts';
import {batchOf, randomRows, stream} from '../../cells/matrices.ts';
import {runStage} from '../run-stage.ts';

const symbols = Array.from({length: 50}, (_, i) => `G${i}`);
const fitted = (valueKind: string, rows: number[][], params = {}) =>
  runStage(fitRankModel, {
    inputs: {matrix: {symbols, valueKind, batches: () => stream([batchOf(rows)])}},
    params,
  });

test('finds the line that the values lie on', async () => {
  const rows = Array.from({length: 5}, () =>
    symbols.map((_, rank) => 2.24 - 0.68 * Math.log10(1 + rank)),
  );
  const model = await (await fitted('log-normalized', rows)).read('model');
  expect(model.slope).toBeCloseTo(-0.68, 5);
  expect(model.intercept).toBeCloseTo(2.24, 5);
  expect(
    [model.r2, model.pearson, model.spearman].map(value => Math.round(1e6 * value) / 1e6),
  ).toEqual([1, 1, 1]);
  expect(model).toMatchObject({cells: 5, points: 250, targetSum: null, spearmanCells: 5});
});

test('normalizes counts first, so that depth does not matter', async () => {
  const rows = randomRows(30, 50, 3);
  const shallow = await (await fitted('counts', rows)).read('model');
  const deep = await (
    await fitted(
      'counts',
      rows.map(row => row.map(value => 10 * value)),
    )
  ).read('model');
  expect(shallow.slope).toBeCloseTo(deep.slope, 6);
  expect(shallow.targetSum).toBe(10_000);
  const drawn = await (await fitted('counts', rows, {spearmanCells: 10})).read('model');
  expect(drawn.spearmanCells).toBe(10);
  expect(drawn.r2).toBe(shallow.r2);
});
