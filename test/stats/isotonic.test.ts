import {describe, expect, test} from '@jest/globals';
import {fitIsotonic} from '../../shared/stats/isotonic.ts';
import {interpolate, placeAmong} from '../../shared/stats/piecewise.ts';
import {createRandom} from '../../shared/stats/random.ts';

/** Isotonic regression by its minimax formula: fit_i = max over a ≤ i of min over b ≥ i of mean(y[a..b]). */
function bruteForce(y: number[]): number[] {
  const mean = (a: number, b: number) =>
    y.slice(a, b + 1).reduce((sum, value) => sum + value, 0) / (b - a + 1);
  return y.map((_, i) => {
    let highest = Number.NEGATIVE_INFINITY;
    for (let a = 0; a <= i; a++) {
      let lowest = Number.POSITIVE_INFINITY;
      for (let b = i; b < y.length; b++) lowest = Math.min(lowest, mean(a, b));
      highest = Math.max(highest, lowest);
    }
    return highest;
  });
}

describe('isotonic regression', () => {
  test('gives the distinct levels of the minimax formula on random data', () => {
    const random = createRandom(3);
    for (let round = 0; round < 30; round++) {
      const y = Array.from({length: 1 + random.int(25)}, () => random.int(6));
      const x = y.map((_, i) => i);
      const {observed} = fitIsotonic(x, y);
      const levels = [...new Set(bruteForce(y).map(value => value.toFixed(9)))];
      expect(observed.map(value => value.toFixed(9))).toEqual(levels);
    }
  });

  test('does not need sorted places, and gives the mean place of a pool', () => {
    expect(fitIsotonic([3, 1, 2], [1, 2, 0])).toEqual({expected: [2], observed: [1]});
    expect(fitIsotonic([2, 1], [1, 0])).toEqual({expected: [1, 2], observed: [0, 1]});
  });

  test('joins small pools, the last ones included, and still ascends', () => {
    const {expected, observed} = fitIsotonic([1, 2, 3, 4, 5], [0, 1, 1, 1, 0], 2);
    expect(observed).toEqual([0.5, 2 / 3]);
    expect(expected).toEqual([1.5, 4]);
  });

  test('of nothing is nothing', () => {
    expect(fitIsotonic([], [])).toEqual({expected: [], observed: []});
  });
});

describe('piecewise linear functions', () => {
  const knots = [0.1, 0.3, 0.7];
  test('meet their points, are linear in between and constant beyond', () => {
    const values = [1, 2, 0];
    expect([0, 0.1, 0.2, 0.3, 0.5, 0.7, 9].map(x => interpolate(knots, values, x))).toEqual([
      1,
      1,
      expect.closeTo(1.5, 12),
      2,
      expect.closeTo(1, 12),
      0,
      0,
    ]);
  });

  test('say between which knots a place lies', () => {
    expect(placeAmong(knots, 0.05)).toEqual({below: 0, share: 0});
    expect(placeAmong(knots, 0.2)).toEqual({below: 0, share: expect.closeTo(0.5, 12)});
    expect(placeAmong([0.4], 0.9)).toEqual({below: 0, share: 0});
  });
});
