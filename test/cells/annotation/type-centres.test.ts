import {expect, test} from '@jest/globals';
import {distanceToCentres, fitTypeCentres} from '../../../shared/cells/annotation/type-centres.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const pointsOf = (rows: readonly (readonly number[])[]) => ({
  ...{count: rows.length, dimensions: rows[0].length},
  coordinates: Float64Array.from(rows.flat()),
});

test('distances are in standard deviations within types, to the nearest type', () => {
  // Two types far apart, each spread widely along x and narrowly along y.
  const random = createRandom(1);
  const spread = () => random.next() + random.next() + random.next() - 1.5;
  const labels = Int32Array.from({length: 2000}, (_, i) => i % 2);
  const points = pointsOf(Array.from(labels, type => [40 * type + 10 * spread(), spread()]));
  const centres = fitTypeCentres(points, labels, 3);
  const [atCentre, alongX, alongY, between] = distanceToCentres(
    centres,
    pointsOf([
      [0, 0],
      [10, 0],
      [0, 10],
      [40, 1],
    ]),
  );
  // The sum of three even numbers has the standard deviation ½.
  expect(atCentre).toBeLessThan(0.1);
  expect(Math.abs(alongX - 2)).toBeLessThan(0.15);
  // A ridge of a thousandth of the mean variance makes the narrow direction a little wider.
  expect(alongY).toBeGreaterThan(17);
  expect(between).toBeLessThan(2.2);
});

test('types without points are nobody’s nearest, and points that are all alike are bearable', () => {
  const same = pointsOf([
    [1, 1],
    [1, 1],
  ]);
  const centres = fitTypeCentres(same, Int32Array.of(2, 2), 3);
  expect(
    Array.from(
      distanceToCentres(
        centres,
        pointsOf([
          [1, 1],
          [1, 4],
        ]),
      ),
    ),
  ).toEqual([0, 3]);
});
