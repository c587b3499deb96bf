// Scores of generated cells beside POT and scikit-learn: Gromov–Wasserstein costs, nearest cells, and accuracy of their votes.
import {afterAll, describe, expect, test} from '@jest/globals';
import {findNearest, voteOfNearest} from '../../shared/stats/nearest-neighbours.ts';
import {
  GROMOV_DEFAULTS,
  gromovWasserstein,
} from '../../shared/stats/optimal-transport/gromov-wasserstein.ts';
import {createRandom, type Random} from '../../shared/stats/random.ts';
import {startPeer} from './start-peer.ts';

const {ask, stop} = startPeer('ask-distances.py');
afterAll(stop);

/** Points about a few centres. */
function drawPoints(count: number, dimensions: number, random: Random) {
  const centres = Array.from({length: 5}, () => draw(dimensions, random, 3));
  const labels = Array.from({length: count}, () => random.int(centres.length));
  const rows = labels.map(label =>
    draw(dimensions, random, 2).map((value, axis) => value + centres[label][axis]),
  );
  return {rows, labels, count, dimensions, coordinates: Float64Array.from(rows.flat())};
}

const draw = (length: number, random: Random, width: number) =>
  Array.from({length}, () => width * (random.next() + random.next() - 1));

function distancesWithin(rows: readonly number[][]): Float64Array {
  return Float64Array.from(
    rows.flatMap(one => rows.map(other => Math.hypot(...one.map((value, i) => value - other[i])))),
  );
}

const share = (ours: number, theirs: number) => Math.abs(ours / theirs - 1);

describe('Gromov–Wasserstein', () => {
  test.each([
    [12, 12, 1],
    [20, 35, 2],
    [60, 60, 3],
    [90, 64, 4],
    [150, 200, 5],
  ])('of %i and %i points costs as in POT, seed %i', async (n, m, seed) => {
    const random = createRandom(seed);
    const [first, second] = [drawPoints(n, 6, random).rows, drawPoints(m, 4, random).rows];
    const pair = {n, m, C: distancesWithin(first), D: distancesWithin(second)};
    const plain = gromovWasserstein(pair, {...GROMOV_DEFAULTS, starts: ['product']});
    const best = gromovWasserstein(pair);
    const theirs = await ask<{cost: number; own: number; improved: number}>({
      ask: 'gromov',
      ...{first, second, coupling: [...best.coupling]},
    });
    expect(share(plain.cost, theirs.cost)).toBeLessThan(1e-9);
    expect(share(best.cost, theirs.own)).toBeLessThan(1e-9);
    // POT makes nothing better of what we found.
    expect(share(best.cost, theirs.improved)).toBeLessThan(1e-8);
    expect(best.cost).toBeLessThanOrEqual(theirs.cost * (1 + 1e-9));
  });
});

describe('nearest points', () => {
  test.each([1, 3, 5, 10, 25])('and the accuracy of %i are those of scikit-learn', async k => {
    const random = createRandom(k);
    const [known, asked] = [drawPoints(400, 8, random), drawPoints(150, 8, random)];
    const theirs = await ask<{rows: number[][]; clear: boolean[]; accuracy: number}>({
      ask: 'nearest',
      ...{points: known.rows, labels: known.labels, k},
      ...{queries: asked.rows, truth: asked.labels},
    });
    const found = findNearest(known, asked, k);
    expect([...found.rows]).toEqual(theirs.rows.flat());
    const votes = voteOfNearest(found, known.labels, k);
    // Of classes with equally many votes we take the nearest, scikit-learn the first.
    const clear = [...votes.keys()].filter(row => theirs.clear[row]);
    const right = clear.filter(row => votes[row] === asked.labels[row]).length;
    expect(right / clear.length).toBeCloseTo(theirs.accuracy, 12);
    expect(clear.length).toBeGreaterThan(100);
  });
});
