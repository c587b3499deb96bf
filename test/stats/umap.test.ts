import {describe, expect, test} from '@jest/globals';
import {findNearest, voteOfNearest} from '../../shared/stats/nearest-neighbours.ts';
import type {Points} from '../../shared/stats/principal-components.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {mapPoints} from '../../shared/stats/umap.ts';

const GROUPS = 4;

/** Groups of points, each around a corner of its own. */
function groups(count: number): Points {
  const random = createRandom(4);
  const rows = Array.from({length: count}, (_, row) =>
    Array.from({length: 8}, (_, d) => (d === row % GROUPS ? 6 : 0) + random.next()),
  );
  return {count, dimensions: 8, coordinates: Float64Array.from(rows.flat())};
}

describe('mapPoints', () => {
  const points = groups(160);
  const options = {neighbours: 12, epochs: 60, seed: 1};

  test('keeps groups together that are groups', async () => {
    const map = (await mapPoints(points, options))!;
    expect(map).toMatchObject({count: 160, dimensions: 2});
    expect(map.coordinates.every(Number.isFinite)).toBe(true);
    const labels = Array.from({length: 160}, (_, row) => row % GROUPS);
    const told = voteOfNearest(findNearest(map, map, 5, true), labels, 5);
    expect(Array.from(told)).toEqual(labels);
  });

  test('is the same for the same seed, to the last digit', async () => {
    const [first, second, other] = await Promise.all(
      [1, 1, 2].map(seed => mapPoints(points, {...options, seed})),
    );
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('leaves out what is too small for a map', async () => {
    expect(await mapPoints(groups(12), options)).toBeUndefined();
  });
});
