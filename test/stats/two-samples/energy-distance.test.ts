import {expect, test} from '@jest/globals';
import {distancesBetween} from '../../../shared/stats/nearest-neighbours.ts';
import type {Points} from '../../../shared/stats/principal-components.ts';
import {
  energyDistance,
  meanDistance,
  meanDistanceWithin,
} from '../../../shared/stats/two-samples/energy-distance.ts';
import {dense, golden} from './golden-perturbations.ts';

const [, real, predicted] = dense.map(
  (cells): Points => ({
    count: cells.length,
    dimensions: golden.genes,
    coordinates: Float64Array.from(cells.flatMap(cell => [...cell])),
  }),
);
const once = ({count}: Points) => new Uint16Array(count).fill(1);

function distance(a: Points, b: Points): number {
  return energyDistance(
    meanDistance(distancesBetween(a, b), once(a), once(b)),
    meanDistanceWithin(distancesBetween(a, a), once(a)),
    meanDistanceWithin(distancesBetween(b, b), once(b)),
  );
}

test('is numpy’s', () => {
  expect(distance(real, predicted)).toBeCloseTo(golden.energyDistance, 12);
});

test('a point that stands there twice is no pair with itself', () => {
  const distances = distancesBetween(real, real);
  const all = meanDistanceWithin(distances, once(real));
  expect(
    meanDistanceWithin(
      distances,
      once(real).map(() => 7),
    ),
  ).toBeCloseTo(all, 12);
  expect(meanDistanceWithin(distances, Uint16Array.of(4, ...Array(10).fill(0)))).toBeNaN();
});
