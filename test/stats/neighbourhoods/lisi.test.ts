import {describe, expect, test} from '@jest/globals';
import {findNearest} from '../../../shared/stats/nearest-neighbours.ts';
import {
  evenMixing,
  inverseSimpson,
  lisiNeighbours,
} from '../../../shared/stats/neighbourhoods/lisi.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {batches, golden, points} from './golden-points.ts';

describe("the local inverse Simpson's index", () => {
  const {perplexity} = golden;
  const nearest = findNearest(points, points, lisiNeighbours(perplexity), true);

  test("is harmonypy's", () => {
    const found = inverseSimpson(nearest, batches, perplexity);
    found.forEach((value, i) => void expect(value).toBeCloseTo(golden.lisi[i], 4));
  });

  test('is 1 where neighbours are of one batch, however far they are', () => {
    const far = {...nearest, distances: nearest.distances.map(distance => 1e6 + distance)};
    for (const value of inverseSimpson(
      far,
      batches.map(() => 2),
      perplexity,
    )) {
      expect(value).toBeCloseTo(1, 12);
    }
  });

  test('nears what even mixing gives where places say nothing of batches', () => {
    const random = createRandom(5);
    const drawn = Array.from({length: 1500}, () => Number(random.next() < 0.25));
    const coordinates = Float64Array.from({length: 3000}, () => random.next());
    const places = {count: 1500, dimensions: 2, coordinates};
    const found = inverseSimpson(
      findNearest(places, places, lisiNeighbours(100), true),
      drawn,
      100,
    );
    const mean = found.reduce((a, b) => a + b, 0) / found.length;
    expect(evenMixing(drawn)).toBeCloseTo(1 / (0.75 ** 2 + 0.25 ** 2), 1);
    expect(Math.abs(mean - evenMixing(drawn))).toBeLessThan(0.05);
  });
});
