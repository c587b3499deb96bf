import {expect, test} from '@jest/globals';
import {valueByNeighbours} from '../../../shared/models/completers/value-genes.ts';
import {columnMeans, fromRows} from '../../../shared/stats/sparse-rows.ts';

/** Four cells of four genes; the first two have gene 0, the others gene 1; the model does not know gene 3. */
const training = fromRows(
  [
    {columns: [0, 2], values: [1, 5]},
    {columns: [0, 2], values: [3, 1]},
    {columns: [1, 2, 3], values: [2, 1, 1]},
    {columns: [1], values: [4]},
  ],
  4,
);
const tokenOf = Int32Array.of(1, 2, 3, -1);
const shown = (columns: number[]) => ({
  ...{shown: Int32Array.from(columns), shownValues: new Float64Array(columns.length)},
  ...{hidden: new Int32Array(0), hiddenValues: new Float64Array(0)},
});
/** Places a set by whether it holds token 1, and then by its size: cells with gene 0 are near each other. */
const embed = async (sets: readonly Int32Array[]) =>
  Float32Array.from(sets.flatMap(set => [set.includes(1) ? 10 : 0, set.length / 10]));

test('a gene has the mean of the nearest cells, those without it as 0', async () => {
  const valuer = await valueByNeighbours(embed, training, tokenOf, 2);
  const [first, second] = await valuer([shown([0]), shown([1, 3])]);
  expect([...first]).toEqual([2, 0, 3, 0]);
  expect([...second]).toEqual([0, 3, 0.5, 0.5]);
});

test('more neighbours than there are cells are all cells', async () => {
  const valuer = await valueByNeighbours(embed, training, tokenOf, 9);
  const [values] = await valuer([shown([0])]);
  for (const [gene, mean] of columnMeans(training).entries()) {
    expect(values[gene]).toBeCloseTo(mean, 12);
  }
});
