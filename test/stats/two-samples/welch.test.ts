import {expect, test} from '@jest/globals';
import {benjaminiHochberg} from '../../../shared/stats/benjamini-hochberg.ts';
import {selectRows} from '../../../shared/stats/sparse-rows.ts';
import {columnMoments, joinMoments, welchPValues} from '../../../shared/stats/two-samples/welch.ts';
import {control, farthest, golden, real} from './golden-perturbations.ts';

test('variances are numpy’s, p-values scipy’s, q-values statsmodels’', () => {
  const [ours, theirs] = [columnMoments(control), columnMoments(real)];
  expect(farthest(theirs.variances, golden.variances)).toBeLessThan(1e-14);
  const pValues = welchPValues(theirs, ours);
  expect(farthest(pValues, golden.pValues)).toBeLessThan(1e-13);
  expect(farthest(benjaminiHochberg(pValues), golden.qValues)).toBeLessThan(1e-13);
});

test('a weight counts a row as often', () => {
  const weights = Uint16Array.from({length: real.rowCount}, (_, row) => row % 3);
  const repeated = Array.from(weights, (weight, row) => Array<number>(weight).fill(row)).flat();
  const [weighted, plain] = [
    columnMoments(real, weights),
    columnMoments(selectRows(real, repeated)),
  ];
  expect(weighted.count).toBe(plain.count);
  expect(farthest(weighted.means, plain.means)).toBeLessThan(1e-14);
  expect(farthest(weighted.variances, plain.variances)).toBeLessThan(1e-14);
});

test('moments of two parts are those of the whole', () => {
  const part = (from: number, to: number) =>
    columnMoments(
      selectRows(
        real,
        Array.from({length: to - from}, (_, i) => from + i),
      ),
    );
  const joined = joinMoments(part(0, 4), part(4, real.rowCount));
  const whole = columnMoments(real);
  expect(joined.count).toBe(whole.count);
  expect(farthest(joined.means, whole.means)).toBeLessThan(1e-14);
  expect(farthest(joined.variances, whole.variances)).toBeLessThan(1e-14);
});
