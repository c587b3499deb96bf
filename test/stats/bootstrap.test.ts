import {describe, expect, test} from '@jest/globals';
import {
  bootstrapGroupMeans,
  bootstrapOf,
  bootstrapRate,
  createBootstrap,
  meanOf,
  quantile,
} from '../../shared/stats/bootstrap.ts';
import {createRandom} from '../../shared/stats/random.ts';

const options = {resamples: 2000, seed: 1, level: 0.95};
const intervalOf = (values: number[], changes: object = {}) =>
  createBootstrap(values.length, {...options, ...changes})(Float64Array.from(values))!;

describe('createBootstrap', () => {
  test('of equal values has no width', () => {
    expect(intervalOf([0.5, 0.5, 0.5])).toEqual([0.5, 0.5]);
  });

  test('comes near the interval of normal theory', () => {
    const random = createRandom(9);
    const values = Array.from({length: 400}, () => random.next());
    const mean = meanOf(Float64Array.from(values));
    const [low, high] = intervalOf(values);
    // A uniform variable has variance 1/12.
    const halfWidth = 1.96 / Math.sqrt(12 * 400);
    expect(mean - low).toBeCloseTo(halfWidth, 2);
    expect(high - mean).toBeCloseTo(halfWidth, 2);
  });

  test('covers the true mean in about 95 of 100 samples', () => {
    const random = createRandom(10);
    let covered = 0;
    for (let sample = 0; sample < 300; sample++) {
      const values = Array.from({length: 80}, () => random.next() ** 2);
      const [low, high] = intervalOf(values, {resamples: 400, seed: sample});
      if (low <= 1 / 3 && 1 / 3 <= high) covered++;
    }
    expect(covered / 300).toBeGreaterThan(0.9);
    expect(covered / 300).toBeLessThan(0.985);
  });

  test('repeats for the same seed, narrows for a lower level', () => {
    const values = [0, 1, 1, 0, 1];
    expect(intervalOf(values)).toEqual(intervalOf(values));
    expect(intervalOf(values, {level: 0.5})[0]).toBeGreaterThanOrEqual(intervalOf(values)[0]);
  });

  test('pairs columns: a shifted column has the shifted interval', () => {
    const values = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6);
    const bootstrap = createBootstrap(8, options);
    const [low, high] = bootstrap(values)!;
    expect(bootstrap(values.map(value => value + 10))).toEqual([low + 10, high + 10]);
  });

  test.each([1, 4, 6, 1001])(
    'is that of each resample on its own, of %d, to the bit',
    resamples => {
      const values = Float64Array.from({length: 37}, (_, i) =>
        i % 5 === 0 ? Number.NaN : 1 / (i + 3),
      );
      const mean = (draws: ArrayLike<number>) => {
        let [sum, count] = [0, 0];
        for (const [row, value] of values.entries()) {
          sum += Number.isNaN(value) ? 0 : draws[row] * value;
          count += Number.isNaN(value) ? 0 : draws[row];
        }
        return sum / count;
      };
      const own = {...options, resamples};
      expect(createBootstrap(37, own)(values)).toEqual(bootstrapOf(37, own, mean));
    },
  );

  test('leaves rows without a value out of every resample', () => {
    const [low, high] = intervalOf([Number.NaN, 2, 2, Number.NaN, 2]);
    expect([low, high]).toEqual([2, 2]);
    expect(createBootstrap(2, options)(Float64Array.of(Number.NaN, Number.NaN))).toBeUndefined();
  });

  test('without values or resamples gives no interval', () => {
    expect(createBootstrap(0, options)(new Float64Array(0))).toBeUndefined();
    expect(intervalOf([1, 2], {resamples: 0})).toBeUndefined();
  });
});

describe('bootstrapRate', () => {
  test('is that of hits and counts of each resample', () => {
    const groups = Array.from({length: 23}, (_, i) => ({hits: i % 3, count: i % 7}));
    const rate = (draws: ArrayLike<number>) => {
      const sumOf = (part: 'hits' | 'count') =>
        groups.reduce((sum, group, i) => sum + draws[i] * group[part], 0);
      return sumOf('hits') / sumOf('count');
    };
    expect(bootstrapRate(groups, options)).toEqual(bootstrapOf(23, options, rate));
    expect(bootstrapRate([], options)).toBeUndefined();
    expect(bootstrapRate([{hits: 0, count: 0}], options)).toBeUndefined();
  });
});

describe('bootstrapGroupMeans', () => {
  const groups = [Float64Array.of(1), Float64Array.of(0, 1, 0, 1, 1, 0)];

  test('is around the mean of means, and never without a group of one', () => {
    const [low, high] = bootstrapGroupMeans(groups, options)!;
    expect(low).toBeGreaterThanOrEqual(0.5);
    expect(low).toBeLessThan(0.75);
    expect(high).toBeGreaterThan(0.75);
    expect(high).toBeLessThanOrEqual(1);
    expect(bootstrapGroupMeans(groups.slice(0, 1), options)).toEqual([1, 1]);
  });

  test('of one group is about the interval of its mean', () => {
    const values = Float64Array.from({length: 200}, (_, i) => (i * 37) % 11);
    const [grouped, plain] = [
      bootstrapGroupMeans([values], options)!,
      createBootstrap(200, options)(values)!,
    ];
    grouped.forEach((end, i) => void expect(Math.abs(end - plain[i])).toBeLessThan(0.15));
  });

  test('without groups or resamples gives no interval', () => {
    expect(bootstrapGroupMeans([], options)).toBeUndefined();
    expect(bootstrapGroupMeans(groups, {...options, resamples: 0})).toBeUndefined();
  });
});

describe('meanOf', () => {
  test('is over the values there are', () => {
    expect(meanOf(Float64Array.of(1, Number.NaN, 2))).toBe(1.5);
    expect(meanOf(new Float64Array(0))).toBeNaN();
  });
});

describe('quantile', () => {
  test('interpolates between neighbours', () => {
    expect([0, 0.25, 0.5, 1].map(share => quantile([10, 20, 40], share))).toEqual([10, 15, 20, 40]);
  });
});
