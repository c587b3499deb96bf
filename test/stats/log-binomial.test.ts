import {describe, expect, test} from '@jest/globals';
import {logBinomial} from '../../shared/stats/log-binomial.ts';

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
