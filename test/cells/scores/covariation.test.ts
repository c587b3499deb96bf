// Agreement of correlations between genes, beside correlations worked out pair by pair.
import {describe, expect, test} from '@jest/globals';
import {type LabelledCells, rowsByType} from '../../../shared/cells/labelled-cells.ts';
import {compareCovariation} from '../../../shared/cells/scores/covariation.ts';
import {meanCells, noisyMeanCells} from '../../../shared/cells/scores/reference-cells.ts';
import {pearson} from '../../../shared/stats/correlation.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {denseRow, fromRows} from '../../../shared/stats/sparse-rows.ts';

const GENES = 12;
const TYPES = 2;

/** Genes 0–2, and 3–5, follow a hidden number each; those of type 1 the other way about; the rest is noise; 11 is 1. */
function linkedCells(perType: number, seed: number): LabelledCells {
  const random = createRandom(seed);
  const labels = Int32Array.from({length: TYPES * perType}, (_, cell) => cell % TYPES);
  const rows = Array.from(labels, type => {
    const [a, b] = [random.next(), random.next()];
    const values = Array.from({length: GENES}, (_, gene) => {
      if (gene === 11) return 1;
      const program = gene < 3 ? a : gene < 6 ? (type === 0 ? b : 1 - a) : 2 * random.next();
      return Math.max(0, 3 * program + random.next() - 0.5);
    });
    return {columns: [...values.keys()], values};
  });
  return {expression: fromRows(rows, GENES), labels};
}

const [real, again] = [linkedCells(60, 1), linkedCells(60, 2)];
const asked = Int32Array.from({length: 120}, (_, cell) => cell % TYPES);
const all = {covariationGenes: GENES, cellsPerType: 1000};

/** Straight from the definition: every pair of the most variable genes, one Pearson a pair. */
function directly(made: LabelledCells, type: number, count: number): number {
  const cellsOf = ({expression, labels}: LabelledCells) =>
    rowsByType(labels, TYPES)[type].map(row => denseRow(expression, row));
  const column = (cells: Float64Array[], gene: number) => cells.map(cell => cell[gene]);
  const variance = (values: number[]) => {
    const mean = values.reduce((a, b) => a + b) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  };
  const [ours, theirs] = [cellsOf(real), cellsOf(made)];
  const genes = Array.from({length: GENES - 1}, (_, gene) => gene)
    .sort((a, b) => variance(column(ours, b)) - variance(column(ours, a)))
    .slice(0, count);
  const pairs = genes.flatMap((g, i) => genes.slice(i + 1).map(h => [g, h]));
  const correlations = (cells: Float64Array[]) =>
    pairs.map(([g, h]) => pearson(column(cells, g), column(cells, h)));
  return pearson(correlations(ours), correlations(theirs));
}

describe('compareCovariation', () => {
  test.each([5, 8, GENES])('is the correlation of all correlations of %d genes', genes => {
    const found = compareCovariation(real, again, TYPES, {...all, covariationGenes: genes});
    found.forEach((value, type) => {
      expect(value).toBeCloseTo(directly(again, type, Math.min(genes, GENES - 1)), 10);
    });
  });

  test('tells real cells from means with noise, and from cells of another type', () => {
    const scoreOf = (made: LabelledCells) => compareCovariation(real, made, TYPES, all) as number[];
    const swapped = {...again, labels: again.labels.map(type => 1 - type)};
    const noisy = noisyMeanCells(real, asked, TYPES, 0, 3);
    expect(scoreOf(real)[0]).toBeCloseTo(1, 12);
    expect(Math.min(...scoreOf(again))).toBeGreaterThan(0.8);
    expect(Math.max(...scoreOf(noisy).map(Math.abs))).toBeLessThan(0.4);
    expect(Math.max(...scoreOf(swapped))).toBeLessThan(0.75);
    expect(scoreOf(meanCells(real, asked, TYPES))).toEqual([0, 0]);
  });

  test('counts so many cells of each type, and knows nothing of types with few', () => {
    const first = {...again, labels: again.labels.slice(0, 40)};
    const some = {...first, expression: {...again.expression, rowCount: 40}};
    const limited = compareCovariation(real, again, TYPES, {covariationGenes: 6, cellsPerType: 20});
    expect(limited).toEqual(
      compareCovariation(real, some, TYPES, {covariationGenes: 6, cellsPerType: 1000}),
    );
    expect(limited).not.toEqual(
      compareCovariation(real, again, TYPES, {covariationGenes: 6, cellsPerType: 1000}),
    );
    expect(compareCovariation(real, again, TYPES, {...all, cellsPerType: 9})).toEqual([null, null]);
    expect(compareCovariation(real, again, TYPES + 1, all)[2]).toBeNull();
  });
});
