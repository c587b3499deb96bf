import {describe, expect, test} from '@jest/globals';
import {rightSingularVectors} from '../../../shared/stats/decompositions/truncated-svd.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import type {SparseRows} from '../../../shared/stats/sparse-rows.ts';

function sparse(rows: number[][]): SparseRows {
  const offsets = new Int32Array(rows.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  rows.forEach((row, r) => {
    row.forEach((value, c) => {
      if (value === 0) return;
      columns.push(c);
      values.push(value);
    });
    offsets[r + 1] = columns.length;
  });
  return {
    rowCount: rows.length,
    columnCount: rows[0].length,
    offsets,
    columns,
    values: Float64Array.from(values),
  };
}

describe('rightSingularVectors', () => {
  test('finds the vectors and values of a diagonal matrix', () => {
    const {vectors, values} = rightSingularVectors(
      sparse([
        [0, 3, 0],
        [2, 0, 0],
        [0, 0, 1],
      ]),
      3,
      1,
    );
    expect(Array.from(values)).toEqual([
      expect.closeTo(3, 6),
      expect.closeTo(2, 6),
      expect.closeTo(1, 6),
    ]);
    expect(Math.abs(vectors[1 * 3 + 0])).toBeCloseTo(1, 6);
    expect(Math.abs(vectors[0 * 3 + 1])).toBeCloseTo(1, 6);
  });

  test('reproduces a low-rank matrix: |A·v| is the singular value, vectors are orthonormal', () => {
    const random = createRandom(3);
    const left = Array.from({length: 40}, () => [random.next(), random.next(), random.next()]);
    const right = Array.from({length: 25}, () => [random.next(), random.next(), random.next()]);
    const rows = left.map(l => right.map(r => l[0] * r[0] - l[1] * r[1] + 0.5 * l[2] * r[2]));
    const {vectors, values} = rightSingularVectors(sparse(rows), 3, 1);
    const column = (k: number) => Array.from({length: 25}, (_, i) => vectors[i * 3 + k]);
    const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
    for (let k = 0; k < 3; k++) {
      const image = rows.map(row => dot(row, column(k)));
      expect(Math.sqrt(dot(image, image))).toBeCloseTo(values[k], 6);
      for (let j = 0; j < 3; j++) expect(dot(column(k), column(j))).toBeCloseTo(k === j ? 1 : 0, 6);
    }
    const total = rows.flat().reduce((sum, x) => sum + x * x, 0);
    expect(values.reduce((sum, s) => sum + s * s, 0)).toBeCloseTo(total, 6);
  });

  test('is the same for the same seed and refuses a rank that the matrix cannot have', () => {
    const matrix = sparse([
      [1, 2, 0],
      [0, 1, 1],
    ]);
    expect(rightSingularVectors(matrix, 2, 5)).toEqual(rightSingularVectors(matrix, 2, 5));
    expect(() => rightSingularVectors(matrix, 3, 5)).toThrow('rank 3 exceeds');
  });
});
