import {describe, expect, test} from '@jest/globals';
import {silhouettes} from '../../../shared/stats/neighbourhoods/silhouette.ts';
import {golden, points} from './golden-points.ts';

const line = (coordinates: number[]) => ({
  ...{count: coordinates.length, dimensions: 1},
  coordinates: Float64Array.from(coordinates),
});

describe('silhouettes', () => {
  test("are scikit-learn's, 0 for the only point of a class", () => {
    const found = silhouettes(points, golden.labels, golden.classes);
    found.forEach((value, i) => void expect(value).toBeCloseTo(golden.silhouettes[i], 12));
    expect(found[golden.labels.indexOf(3)]).toBe(0);
  });

  test('compare the mean distance to the own class with the next one', () => {
    // (10.5 − 1) / 10.5 for the point at 0; a class without points is nobody's next.
    expect(silhouettes(line([0, 1, 10, 11]), [0, 0, 2, 2], 3)[0]).toBeCloseTo(9.5 / 10.5, 12);
  });

  test('are 0 where all points are one place, and none where all are of one class', () => {
    expect(Array.from(silhouettes(line([5, 5, 5, 5]), [0, 0, 1, 1], 2))).toEqual([0, 0, 0, 0]);
    expect(Array.from(silhouettes(line([1, 2]), [1, 1], 2))).toEqual([Number.NaN, Number.NaN]);
  });
});
