import {expect, test} from '@jest/globals';
import {softmax, toShares} from '../../../shared/models/completers/to-probabilities.ts';

test('softmax shares by the exponentials of scores, however large, and leaves −Infinity out', () => {
  const shares = softmax([1000, 1000 + Math.log(3), Number.NEGATIVE_INFINITY]);
  expect(shares[0]).toBeCloseTo(1 / 4, 12);
  expect(shares[1]).toBeCloseTo(3 / 4, 12);
  expect(shares[2]).toBe(0);
});

test('shares add up to 1 over what is above 0; nothing above 0 stays nothing', () => {
  expect([...toShares(Float64Array.of(3, 0, -2, Number.NEGATIVE_INFINITY, 1))]).toEqual([
    ...[0.75, 0, 0, 0, 0.25],
  ]);
  expect([...toShares(Float64Array.of(0, Number.NEGATIVE_INFINITY))]).toEqual([0, 0]);
});
