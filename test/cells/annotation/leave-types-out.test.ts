import {describe, expect, test} from '@jest/globals';
import {
  aurocOf,
  bestUnknownScore,
  compareUnknownScores,
  withoutType,
} from '../../../shared/cells/annotation/leave-types-out.ts';
import {TYPES, toyCells} from '../toy-cells.ts';
import {TOY_OPTIONS} from './toy-annotator.ts';

describe('leaving types out', () => {
  test('closes ranks, so that the types left are numbered without a gap', () => {
    const left = withoutType(toyCells(4, 1), 1, TYPES);
    expect(Array.from(left.labels)).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    expect(() => withoutType(toyCells(4, 1), 3, TYPES)).toThrow('Type 3 is none of 3.');
  });

  test('finds cells of the type left out by every measure, and knows the best', () => {
    const scores = compareUnknownScores(toyCells(60, 1), toyCells(30, 2), TYPES, TOY_OPTIONS);
    for (const score of Object.values(scores)) expect(score).toBeGreaterThan(0.7);
    const best = bestUnknownScore(scores);
    expect(scores[best]).toBe(Math.max(...Object.values(scores).map(Number)));
  });

  test('says nothing where no type has cells enough, and then takes the distance', () => {
    const scores = compareUnknownScores(toyCells(60, 1), toyCells(2, 2), TYPES, TOY_OPTIONS);
    expect(new Set(Object.values(scores))).toEqual(new Set([null]));
    expect(bestUnknownScore(scores)).toBe('distance');
  });
});

test('ties count half', () => {
  expect(aurocOf(Float64Array.of(1, 1, 1), [true, false, false])).toBe(0.5);
  expect(aurocOf(Float64Array.of(3, 1, 2), [true, false, false])).toBe(1);
  expect(aurocOf(Float64Array.of(2, 1, 3), [true, false, false])).toBe(0.5);
});
