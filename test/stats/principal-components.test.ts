import {describe, expect, test} from '@jest/globals';
import {
  fitPrincipalComponents,
  placeRows,
  selectPoints,
} from '../../shared/stats/principal-components.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {fromRows, selectRows} from '../../shared/stats/sparse-rows.ts';
import {golden, rows} from './golden-classes.ts';

const ROWS = 60;
const COLUMNS = 12;
const random = createRandom(11);
/** Three directions of falling weight, an offset far from zero, noise, and zeros. */
const dense = Array.from({length: ROWS}, () => {
  const [a, b, c] = [random.next() * 8, random.next() * 4, random.next() * 2];
  return Array.from({length: COLUMNS}, (_, g) =>
    g === 5 ? 0 : 3 + a * Math.sin(g) + b * Math.cos(2 * g) + c * (g % 3) + random.next() * 0.1,
  );
});
const all = Int32Array.from({length: COLUMNS}, (_, g) => g);
const matrix = fromRows(
  dense.map(values => ({columns: all, values})),
  COLUMNS,
);
const means = Array.from(all, g => dense.reduce((sum, row) => sum + row[g], 0) / ROWS);
const covariance = Array.from(all, i =>
  Array.from(all, j =>
    dense.reduce((sum, row) => sum + ((row[i] - means[i]) * (row[j] - means[j])) / (ROWS - 1), 0),
  ),
);

describe('fitPrincipalComponents', () => {
  const pca = fitPrincipalComponents(matrix, 4, 1);
  const loading = (k: number) => Array.from(all, g => pca.loadings[g * pca.rank + k]);
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, x, i) => sum + x * b[i], 0);

  test('gives orthonormal eigenvectors of the covariance, largest variance first', () => {
    for (let k = 0; k < 4; k++) {
      const image = covariance.map(row => dot(row, loading(k)));
      image.forEach((value, g) => {
        expect(value).toBeCloseTo(pca.variances[k] * loading(k)[g], 7);
      });
      for (let j = 0; j < 4; j++) expect(dot(loading(k), loading(j))).toBeCloseTo(Number(j === k));
      if (k > 0) expect(pca.variances[k]).toBeLessThan(pca.variances[k - 1]);
    }
  });

  test('misses no direction: all components hold the whole variance', () => {
    const {variances, rank} = fitPrincipalComponents(matrix, 50, 1);
    expect(rank).toBe(COLUMNS);
    const total = Array.from(all, g => covariance[g][g]).reduce((a, b) => a + b);
    expect(variances.reduce((a, b) => a + b)).toBeCloseTo(total, 8);
  });

  test('places rows: centred, then projected; other rows in the same space', () => {
    const placed = placeRows(pca, matrix);
    expect(placed).toMatchObject({count: ROWS, dimensions: 4});
    for (const row of [0, 7, 59]) {
      for (let k = 0; k < 4; k++) {
        const expected = dot(
          dense[row].map((value, g) => value - means[g]),
          loading(k),
        );
        expect(placed.coordinates[row * 4 + k]).toBeCloseTo(expected, 9);
      }
    }
    const other = placeRows(pca, fromRows([{columns: [2], values: [7]}], COLUMNS));
    const row = means.map((mean, g) => (g === 2 ? 7 : 0) - mean);
    expect(other.coordinates[1]).toBeCloseTo(dot(row, loading(1)), 9);
    expect(Array.from(selectPoints(placed, [7, 0]).coordinates)).toEqual([
      ...placed.coordinates.subarray(28, 32),
      ...placed.coordinates.subarray(0, 4),
    ]);
  });

  test('has signs by a rule, whatever the seed', () => {
    const again = fitPrincipalComponents(matrix, 4, 99);
    again.loadings.forEach((value, i) => {
      expect(value).toBeCloseTo(pca.loadings[i], 6);
    });
    expect(Math.max(...loading(0)) + Math.min(...loading(0))).toBeGreaterThan(0);
  });

  test('refuses a single row', () => {
    const one = selectRows(matrix, [3]);
    expect(() => fitPrincipalComponents(one, 2, 1)).toThrow('need 2 rows or more; found 1');
  });
});

test("principal components have scikit-learn's variances and coordinates", () => {
  const pca = fitPrincipalComponents(rows, 3, 1);
  golden.variances.forEach((variance, k) => {
    expect(pca.variances[k]).toBeCloseTo(variance, 8);
  });
  const {coordinates} = placeRows(pca, rows);
  golden.sizes.flat().forEach((size, i) => {
    expect(Math.abs(coordinates[i])).toBeCloseTo(size, 6);
  });
});
