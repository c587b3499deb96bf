import {describe, expect, test} from '@jest/globals';
import {
  distancesBetween,
  findNearest,
  voteOfNearest,
} from '../../shared/stats/nearest-neighbours.ts';
import type {Points} from '../../shared/stats/principal-components.ts';
import {createRandom} from '../../shared/stats/random.ts';

function points(rows: number[][]): Points {
  return {
    count: rows.length,
    dimensions: rows[0].length,
    coordinates: Float64Array.from(rows.flat()),
  };
}

/** Coordinates on a coarse grid, so that many distances are equal. */
function gridPoints(count: number, dimensions: number, seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({length: count}, () =>
    Array.from({length: dimensions}, () => random.int(4) / 2),
  );
}

const known = gridPoints(700, 11, 1);
const asked = gridPoints(40, 11, 2);
const sorted = (query: number[], skip = -1) =>
  known
    .map((point, row) => ({row, square: point.reduce((s, x, d) => s + (x - query[d]) ** 2, 0)}))
    .filter(({row}) => row !== skip)
    .sort((a, b) => a.square - b.square || a.row - b.row);

describe('findNearest', () => {
  test('finds what sorting all distances finds, equal ones by row, over several blocks', () => {
    const {rows, distances} = findNearest(points(known), points(asked), 25);
    asked.forEach((query, q) => {
      const expected = sorted(query).slice(0, 25);
      expect(Array.from(rows.subarray(q * 25, q * 25 + 25))).toEqual(expected.map(e => e.row));
      expected.forEach(({square}, i) => {
        expect(distances[q * 25 + i]).toBeCloseTo(Math.sqrt(square), 12);
      });
    });
  });

  test('leaves a point out of its own neighbours where asked', () => {
    const {rows} = findNearest(points(known), points(known), 3, true);
    for (const q of [0, 300, 699]) {
      const expected = sorted(known[q], q).slice(0, 3);
      expect(Array.from(rows.subarray(q * 3, q * 3 + 3))).toEqual(expected.map(e => e.row));
    }
  });

  test('refuses more neighbours than points, and another space', () => {
    const few = points([[0], [1]]);
    expect(() => findNearest(few, few, 3)).toThrow('Cannot find 3 neighbours');
    expect(() => findNearest(few, few, 2, true)).toThrow('among 1 points');
    expect(() => findNearest(few, points([[0, 1]]), 1)).toThrow('2-dimensional queries');
  });
});

describe('voteOfNearest', () => {
  const line = points([[1], [2], [3], [4], [5]]);
  const origin = points([[0]]);
  const labels = [7, 3, 3, 9, 9];

  test('takes the majority, and of equal classes the one that is nearest', () => {
    const found = findNearest(line, origin, 5);
    expect(voteOfNearest(found, labels, 1)[0]).toBe(7);
    expect(voteOfNearest(found, labels, 2)[0]).toBe(7);
    expect(voteOfNearest(found, labels, 3)[0]).toBe(3);
    expect(voteOfNearest(found, labels, 5)[0]).toBe(3);
    expect(voteOfNearest(found, [7, 3, 9, 9, 3], 5)[0]).toBe(3);
    expect(() => voteOfNearest(found, labels, 6)).toThrow('5 were found');
  });
});

test('distancesBetween gives every pair', () => {
  const a = points([
    [0, 0],
    [3, 4],
  ]);
  const b = points([
    [0, 0],
    [6, 8],
    [3, 0],
  ]);
  expect(Array.from(distancesBetween(a, b))).toEqual([0, 10, 3, 5, 5, 4]);
});
