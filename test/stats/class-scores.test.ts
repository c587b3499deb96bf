import {describe, expect, test} from '@jest/globals';
import {NO_CLASS, scoreClasses} from '../../shared/stats/class-scores.ts';
import {classes, golden, labels} from './golden-classes.ts';

describe('scoreClasses', () => {
  test("counts as scikit-learn's metrics do", () => {
    const scores = scoreClasses(labels, golden.predicted, classes);
    expect(scores.accuracy).toBeCloseTo(golden.accuracy, 12);
    expect(scores.macroF1).toBeCloseTo(golden.macroF1, 12);
    expect(scores.confusion.map(row => row.slice(0, classes))).toEqual(golden.confusion);
    expect(scores.namedShare).toBe(1);
    expect(scores.intervals).toBeUndefined();
  });

  test('counts text that names no class as wrong, in a column of its own', () => {
    const scores = scoreClasses([0, 0, 1, 1], [0, NO_CLASS, 1, 0], 3);
    expect(scores).toMatchObject({accuracy: 0.5, namedShare: 0.75});
    expect(scores.confusion).toEqual([
      [1, 0, 0, 1],
      [1, 1, 0, 0],
      [0, 0, 0, 0],
    ]);
    // F1 by hand: class 0 has 1 hit, 2 actual, 2 predicted; class 1 has 1 hit, 2 actual, 1 predicted; class 2 nothing.
    expect(scores.f1).toEqual([0.5, 2 / 3, null]);
    expect(scores.macroF1).toBeCloseTo((0.5 + 2 / 3) / 2, 12);
  });

  test('has intervals around the scores, about as wide as the binomial says', () => {
    const bootstrap = {resamples: 2000, seed: 3, level: 0.95};
    const predicted = golden.predicted.map((label, i) => (i % 3 ? label : (label + 1) % classes));
    const {accuracy, intervals} = scoreClasses(labels, predicted, classes, bootstrap);
    const [low, high] = intervals!.accuracy;
    const width = 2 * 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / labels.length);
    expect(high - low).toBeGreaterThan(0.85 * width);
    expect(high - low).toBeLessThan(1.15 * width);
    expect(intervals!.macroF1[0]).toBeLessThan(intervals!.macroF1[1]);
    const none = {resamples: 0, seed: 3, level: 0.95};
    expect(scoreClasses(labels, predicted, classes, none).intervals).toBeUndefined();
  });

  test('refuses what is no class', () => {
    expect(() => scoreClasses([0, 1], [0, 5], 3)).toThrow('class 5');
    expect(() => scoreClasses([0, 1], [0], 3)).toThrow('found 1 for 2');
  });
});
