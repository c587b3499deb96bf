import {describe, expect, test} from '@jest/globals';
import {benjaminiHochberg} from '../../shared/stats/benjamini-hochberg.ts';

describe('benjaminiHochberg', () => {
  test('adjusts as R does', () => {
    // R: p.adjust(c(.01, .02, .03, .04, .05, .5), "BH")
    const qValues = benjaminiHochberg([0.01, 0.02, 0.03, 0.04, 0.05, 0.5]);
    for (const [i, expected] of [0.06, 0.06, 0.06, 0.06, 0.06, 0.5].entries()) {
      expect(qValues[i]).toBeCloseTo(expected, 14);
    }
  });

  test('keeps the order of its input and is monotone in p', () => {
    const qValues = benjaminiHochberg([0.9, 0.001, 0.2, 0.04]);
    const expected = [0.9, 0.004, 0.2 * (4 / 3), 0.08];
    for (const [i, q] of expected.entries()) expect(qValues[i]).toBeCloseTo(q, 14);
  });

  test('never exceeds 1, keeps zeros, and takes an empty list', () => {
    expect([...benjaminiHochberg([1, 1, 0])]).toEqual([1, 1, 0]);
    expect(benjaminiHochberg([])).toHaveLength(0);
  });

  test('refuses what is not a probability', () => {
    expect(() => benjaminiHochberg([0.5, Number.NaN])).toThrow(/number 1 is NaN/);
    expect(() => benjaminiHochberg([1.5])).toThrow(/number 0 is 1.5/);
  });
});
