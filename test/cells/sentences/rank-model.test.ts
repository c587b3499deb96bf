// The rank model beside least squares and Spearman's correlation worked out point by point.
import {describe, expect, test} from '@jest/globals';
import {logNormalize} from '../../../shared/cells/normalize.ts';
import {drawCells, reconstructionSpearman} from '../../../shared/cells/sentences/rank-agreement.ts';
import {
  binOf,
  expressionAt,
  firstNegativeRank,
  RankFitter,
} from '../../../shared/cells/sentences/rank-model.ts';
import {midRanks, spearman} from '../../../shared/stats/correlation.ts';
import {batchOf, randomRows, stream} from '../matrices.ts';

const rows = randomRows(40, 90, 12);
const batch = logNormalize(batchOf(rows));

/** All points (log rank, expression), by sorting each cell. */
const points = rows.flatMap((_, cell) =>
  Array.from(batch.values.subarray(batch.offsets[cell], batch.offsets[cell + 1]))
    .sort((a, b) => b - a)
    .map((y, rank) => ({x: Math.log10(1 + rank), y, rank})),
);
const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;

describe('RankFitter', () => {
  const fitter = new RankFitter();
  fitter.add(logNormalize(batchOf(rows.slice(0, 7))));
  fitter.add(logNormalize(batchOf(rows.slice(7), 7)));
  const fit = fitter.finish();

  test('gives the line of least squares and its R²', () => {
    const [mx, my] = [mean(points.map(({x}) => x)), mean(points.map(({y}) => y))];
    const slope =
      mean(points.map(({x, y}) => (x - mx) * (y - my))) / mean(points.map(({x}) => (x - mx) ** 2));
    expect(fit.slope).toBeCloseTo(slope, 8);
    expect(fit.intercept).toBeCloseTo(my - slope * mx, 8);
    const residual = mean(points.map(({x, y}) => (y - fit.intercept - fit.slope * x) ** 2));
    const total = mean(points.map(({y}) => (y - my) ** 2));
    expect(fit.r2).toBeCloseTo(1 - residual / total, 8);
    expect(fit.pearson).toBeCloseTo(Math.sqrt(1 - residual / total), 8);
    expect([fit.cells, fit.points]).toEqual([40, points.length]);
  });

  test('bins every point by its rank', () => {
    expect(fit.bins.reduce((sum, bin) => sum + bin.points, 0)).toBe(points.length);
    for (const {firstRank, lastRank, points: count, mean: found} of fit.bins) {
      const inside = points.filter(({rank}) => binOf(rank) === binOf(firstRank));
      expect(inside).toHaveLength(count);
      expect(Math.min(...inside.map(({rank}) => rank))).toBe(firstRank);
      expect(Math.max(...inside.map(({rank}) => rank))).toBeLessThanOrEqual(lastRank);
      expect(found).toBeCloseTo(mean(inside.map(({y}) => y)), 6);
    }
  });

  test("Spearman's correlation of reconstruction and data agrees with that of ranks", async () => {
    const found = await reconstructionSpearman(stream([batch]), fit, drawCells(40, 99, 1));
    const expected = spearman(
      Float64Array.from(points, ({y}) => y),
      Float64Array.from(points, ({rank}) => -rank),
    );
    expect(found).toBeCloseTo(expected, 9);
  });

  test('refuses cells without any spread', () => {
    const flat = new RankFitter();
    flat.add(batchOf([[1], [1]]));
    expect(() => flat.finish()).toThrow(/found 2 points of 2 cells, all of one rank/);
  });
});

test('the reconstruction turns negative at firstNegativeRank', () => {
  const line = {slope: -0.68, intercept: 2.24};
  const rank = firstNegativeRank(line) as number;
  expect(expressionAt(line, rank)).toBeLessThan(0);
  expect(expressionAt(line, rank - 1)).toBeGreaterThanOrEqual(0);
  // The published figure for this line is "about 2,050".
  expect(Math.abs(rank - 2050)).toBeLessThan(150);
});

test('midRanks shares ranks among ties', () => {
  expect(Array.from(midRanks(Float64Array.of(3, 1, 3, 2, 3)))).toEqual([4, 1, 4, 2, 4]);
  // By the formula without ties: 1 − 6·Σd² / (n(n² − 1)) with d = 1, 1, 0, 0.
  expect(spearman(Float64Array.of(1, 2, 3, 4), Float64Array.of(2, 1, 3, 4))).toBeCloseTo(0.8);
});

test('drawCells draws without repeats, in order, the same for the same seed', () => {
  const drawn = drawCells(1000, 50, 7);
  expect(new Set(drawn).size).toBe(50);
  expect(Array.from(drawn)).toEqual([...drawn].sort((a, b) => a - b));
  expect(drawCells(1000, 50, 7)).toEqual(drawn);
  expect(drawCells(1000, 50, 8)).not.toEqual(drawn);
});
