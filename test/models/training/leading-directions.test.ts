import {describe, expect, test} from '@jest/globals';
import {loadEngine} from '../../../shared/engines/load.ts';
import {leadingDirections} from '../../../shared/models/training/leading-directions.ts';
import {rightSingularVectors} from '../../../shared/stats/decompositions/truncated-svd.ts';
import {createRandom} from '../../../shared/stats/random.ts';

/** Sets of a few genes, each gene scaled by its number of sets: as training starts from. */
function randomSets(count: number, columns: number, rank = columns) {
  const random = createRandom(5);
  const kinds = Array.from({length: rank}, () =>
    Array.from({length: 12}, () => Math.floor(columns * random.next() ** 2)),
  );
  const rows = Array.from({length: count}, () => [...new Set(kinds[random.int(rank)])]);
  const offsets = new Int32Array(count + 1);
  rows.forEach((row, i) => {
    offsets[i + 1] = offsets[i] + row.length;
  });
  const members = Int32Array.from(rows.flat());
  const sets = new Float64Array(columns);
  for (const member of members) sets[member]++;
  return {offsets, members, values: Float32Array.from(members, m => 1 / Math.sqrt(12 * sets[m]))};
}

const COLUMNS = 200;
const {engine} = await loadEngine('auto');

describe('leadingDirections', () => {
  test('finds the vectors that 64 bits find from the same start', async () => {
    const A = randomSets(900, COLUMNS);
    const {vectors, values} = await leadingDirections({engine}, A, COLUMNS, {rank: 20, seed: 3});
    const sides = {rowCount: 900, columnCount: COLUMNS};
    const exact = rightSingularVectors({...A, ...sides, columns: A.members}, 20, 3);
    for (let k = 0; k < 20; k++) {
      expect(Math.abs(values[k] - exact.values[k])).toBeLessThan(1e-5);
      let cosine = 0;
      for (let g = 0; g < COLUMNS; g++) cosine += vectors[g * 20 + k] * exact.vectors[g * 20 + k];
      expect(Math.abs(cosine)).toBeGreaterThan(1 - 1e-6);
    }
  });

  test.each([12, 120])(
    'finds all of a matrix of six directions where %d are asked for: values beyond are zero',
    async rank => {
      const A = randomSets(300, COLUMNS, 6);
      const {vectors, values} = await leadingDirections({engine}, A, COLUMNS, {rank, seed: 3});
      const squares = A.values.reduce((sum, x) => sum + x * x, 0);
      expect(values.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(squares, 4);
      for (let k = 0; k < rank; k++) {
        if (k >= 6) expect(values[k]).toBeLessThan(1e-3);
        else expect(values[k]).toBeGreaterThan(0.1);
      }
      for (let k = 0; k < 6; k++) {
        let length = 0;
        for (let g = 0; g < COLUMNS; g++) length += vectors[g * rank + k] ** 2;
        expect(length).toBeCloseTo(1, 5);
      }
    },
  );

  test('has the same bits on one thread and on several, and tells of every pass', async () => {
    const A = randomSets(900, COLUMNS);
    const passes: number[][] = [];
    const onPass = (...pass: number[]) => passes.push(pass);
    const options = {rank: 20, seed: 3, iterations: 2};
    const [one, several] = [1, 3].map(async threads => {
      const {engine} = await loadEngine('auto', {threads});
      return leadingDirections({engine, onPass}, A, COLUMNS, options);
    });
    expect(await one).toEqual(await several);
    expect(passes.slice(0, 2)).toEqual([
      [0, 3],
      [0, 3],
    ]);
    expect(passes.at(-1)).toEqual([2, 3]);
  });
});
