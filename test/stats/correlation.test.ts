import {expect, test} from '@jest/globals';
import {pearson, rSquared} from '../../shared/stats/correlation.ts';

// By hand: deviations (−1.5, −.5, .5, 1.5) and (−2, −1, 0, 3): 8 / √(5 · 14).
test('pearson is the correlation, blind to scale and offset', () => {
  expect(pearson([1, 2, 3, 4], [1, 2, 3, 6])).toBeCloseTo(8 / Math.sqrt(70), 12);
  expect(pearson([1, 2, 3], [-10, -30, -50])).toBeCloseTo(-1, 12);
  expect(pearson([1, 1, 1], [1, 2, 3])).toBeNaN();
});

test('rSquared takes predictions as they are', () => {
  expect(rSquared([1, 2, 3], [1, 2, 3])).toBe(1);
  expect(rSquared([2, 2, 2], [1, 2, 3])).toBe(0);
  expect(rSquared([2, 4, 6], [1, 2, 3])).toBe(1 - 14 / 2);
  expect(rSquared([1, 2], [5, 5])).toBeNaN();
});
