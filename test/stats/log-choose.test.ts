import {describe, expect, test} from '@jest/globals';
import {logBinomial, logChoose, logFactorial} from '../../shared/stats/log-choose.ts';
import {choose, log10Of} from './exact.ts';

describe('logFactorial', () => {
  test('agrees with exact factorials across the switch from table to series', () => {
    let factorial = 1n;
    for (let n = 1; n <= 60; n++) {
      factorial *= BigInt(n);
      expect(logFactorial(n) / Math.LN10).toBeCloseTo(log10Of(factorial), 12);
    }
    expect(logFactorial(0)).toBe(0);
  });
});

describe('logChoose', () => {
  test.each([
    [5, 2],
    [44902, 40],
    [44902, 22451],
    [30, 29],
  ])('is exact to 13 digits for %i choose %i', (n, k) => {
    const expected = log10Of(choose(n, k)) * Math.LN10;
    expect(Math.abs(logChoose(n, k) / expected - 1)).toBeLessThan(1e-13);
  });

  test('is 0 at the ends and -Infinity outside', () => {
    expect([logChoose(7, 0), logChoose(7, 7)]).toEqual([0, 0]);
    expect([logChoose(7, 8), logChoose(7, -1)]).toEqual([-Infinity, -Infinity]);
  });
});

describe('logBinomial', () => {
  test('gives the coin-toss probabilities', () => {
    const probabilities = [0, 1, 2, 3, 4].map(k => Math.exp(logBinomial(k, 4, 0.5)) * 16);
    for (const [k, expected] of [1, 4, 6, 4, 1].entries()) {
      expect(probabilities[k]).toBeCloseTo(expected, 12);
    }
  });

  test('impossible counts have no probability', () => {
    expect(logBinomial(5, 4, 0.5)).toBe(-Infinity);
    expect(logBinomial(-1, 4, 0.5)).toBe(-Infinity);
  });
});
