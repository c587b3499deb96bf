import {describe, expect, test} from '@jest/globals';
import {bootstrapMean, quantile} from '../../shared/stats/bootstrap.ts';
import {createRandom} from '../../shared/stats/random.ts';

const options = {resamples: 2000, seed: 1};

describe('bootstrapMean', () => {
  test('of equal values has no width', () => {
    expect(bootstrapMean([0.5, 0.5, 0.5], options)).toEqual({value: 0.5, low: 0.5, high: 0.5});
  });

  test('comes near the interval of normal theory', () => {
    const random = createRandom(9);
    const values = Array.from({length: 400}, () => random.next());
    const {value, low, high} = bootstrapMean(values, options);
    // A uniform variable has variance 1/12.
    const halfWidth = 1.96 / Math.sqrt(12 * 400);
    expect(Math.abs(value! - 0.5)).toBeLessThan(2 * halfWidth);
    expect(value! - low!).toBeCloseTo(halfWidth, 2);
    expect(high! - value!).toBeCloseTo(halfWidth, 2);
  });

  test('covers the true mean in about 95 of 100 samples', () => {
    const random = createRandom(10);
    let covered = 0;
    for (let sample = 0; sample < 300; sample++) {
      const values = Array.from({length: 80}, () => random.next() ** 2);
      const {low, high} = bootstrapMean(values, {resamples: 400, seed: sample});
      if (low! <= 1 / 3 && 1 / 3 <= high!) covered++;
    }
    expect(covered / 300).toBeGreaterThan(0.9);
    expect(covered / 300).toBeLessThan(0.985);
  });

  test('repeats for the same seed and pairs equal lists', () => {
    const values = [0, 1, 1, 0, 1];
    expect(bootstrapMean(values, options)).toEqual(bootstrapMean(values, options));
    expect(bootstrapMean(values, {...options, level: 0.5}).low).toBeGreaterThanOrEqual(
      bootstrapMean(values, options).low!,
    );
  });

  test('without values or resamples gives no interval', () => {
    expect(bootstrapMean([], options)).toEqual({value: null, low: null, high: null});
    expect(bootstrapMean([1, 2], {resamples: 0, seed: 1})).toEqual({
      value: 1.5,
      low: null,
      high: null,
    });
  });
});

describe('quantile', () => {
  test('interpolates between neighbours', () => {
    expect([0, 0.25, 0.5, 1].map(share => quantile([10, 20, 40], share))).toEqual([10, 15, 20, 40]);
  });
});
