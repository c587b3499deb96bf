import {describe, expect, test} from '@jest/globals';
import {
  conformalPValue,
  conformalSet,
  conformalThreshold,
} from '../../../shared/cells/annotation/conformal.ts';
import {createRandom} from '../../../shared/stats/random.ts';

describe('conformal prediction', () => {
  test('takes the ⌈(n + 1) · level⌉-th smallest, and any where there are too few', () => {
    const nine = [9, 1, 8, 2, 7, 3, 6, 4, 5];
    expect(conformalThreshold(nine, 0.9)).toBe(9);
    expect(conformalThreshold(nine, 0.5)).toBe(5);
    expect(conformalThreshold(nine, 0.95)).toBe(Number.POSITIVE_INFINITY);
    expect(conformalThreshold([], 0.9)).toBe(Number.POSITIVE_INFINITY);
  });

  test('the p-value counts the cells at least as strange, and the new one', () => {
    const ascending = Float64Array.of(1, 2, 2, 3);
    expect([0, 1, 2, 2.5, 3, 4].map(x => conformalPValue(ascending, x) * 5)).toEqual(
      [5, 5, 4, 2, 2, 1].map(x => expect.closeTo(x, 12)),
    );
  });

  test('a set holds what is likely enough, likeliest first, and never nothing', () => {
    expect(conformalSet(Float64Array.of(0.1, 0.5, 0.4), 0.6)).toEqual([1, 2]);
    expect(conformalSet(Float64Array.of(0.1, 0.5, 0.4), 0.1)).toEqual([1]);
    expect(conformalSet(Float64Array.of(0.2, 0.6, 0.2), Number.POSITIVE_INFINITY)).toEqual([
      1, 0, 2,
    ]);
  });

  test('keeps its promise on cells drawn alike, whatever the chances are worth', () => {
    const random = createRandom(3);
    // Chances that say little: the true type is drawn by other odds than those that are told.
    const draw = () => {
      const raw = Float64Array.from({length: 4}, () => random.next() ** 3 + 0.01);
      const sum = raw.reduce((a, b) => a + b);
      const chances = raw.map(x => x / sum);
      const label = random.next() < 0.5 ? random.int(4) : chances.indexOf(Math.max(...chances));
      return {chances, label};
    };
    for (const level of [0.8, 0.9, 0.95]) {
      let [held, tried] = [0, 0];
      for (let repeat = 0; repeat < 30; repeat++) {
        const apart = Array.from({length: 100}, draw);
        const threshold = conformalThreshold(
          apart.map(({chances, label}) => 1 - chances[label]),
          level,
        );
        for (const {chances, label} of Array.from({length: 100}, draw)) {
          held += Number(conformalSet(chances, threshold).includes(label));
          tried++;
        }
      }
      expect(held / tried).toBeGreaterThan(level - 0.015);
    }
  });
});
