import {describe, expect, test} from '@jest/globals';
import {
  keepTopGenes,
  meansByType,
  rowsByType,
  selectCells,
} from '../../../shared/cells/labelled-cells.ts';
import {
  meanCells,
  noisyMeanCells,
  resampleCells,
  shuffleTypes,
} from '../../../shared/cells/scores/reference-cells.ts';
import {denseRow, fromRows} from '../../../shared/stats/sparse-rows.ts';
import {GENES, TYPES, toyCells} from '../toy-cells.ts';

const pool = toyCells(30, 1);
const asked = Int32Array.from({length: 300}, (_, cell) => (cell < 240 ? 1 : 2));

describe('reference cells', () => {
  test('the ceiling is real cells of the type asked for, drawn with replacement', () => {
    const {expression, labels} = resampleCells(pool, asked, TYPES, 1);
    expect(labels).toEqual(asked);
    const real = new Map(
      Array.from(pool.labels, (type, row) => [denseRow(pool.expression, row).join(), type]),
    );
    const drawn = Array.from(asked, (_, row) => denseRow(expression, row).join());
    expect(drawn.map(key => real.get(key))).toEqual(Array.from(asked));
    expect(new Set(drawn.slice(0, 240)).size).toBeGreaterThan(25);
    expect(resampleCells(pool, asked, TYPES, 1)).toEqual({expression, labels});
    expect(resampleCells(pool, asked, TYPES, 2).expression).not.toEqual(expression);
  });

  test('shuffled types keep cells and counts', () => {
    const {expression, labels} = shuffleTypes(pool, 4);
    expect(expression).toBe(pool.expression);
    expect(labels.slice().sort()).toEqual(pool.labels.slice().sort());
    const kept = labels.filter((type, row) => type === pool.labels[row]).length;
    expect(kept).toBeLessThan(0.6 * labels.length);
    expect(shuffleTypes(pool, 4).labels).toEqual(labels);
  });

  test('mean cells are the mean of their type, worked out by hand', () => {
    const {expression, labels} = meanCells(pool, Int32Array.of(2, 0, 2), TYPES);
    expect(Array.from(labels)).toEqual([2, 0, 2]);
    const own = rowsByType(pool.labels, TYPES)[2].map(row => denseRow(pool.expression, row));
    for (let gene = 0; gene < GENES; gene++) {
      const mean = own.reduce((sum, cell) => sum + cell[gene], 0) / own.length;
      expect(denseRow(expression, 0)[gene]).toBeCloseTo(mean, 12);
    }
    expect(denseRow(expression, 2)).toEqual(denseRow(expression, 0));
    expect(meansByType(pool, TYPES + 1)[3]).toBeUndefined();
  });

  test('noisy means have the mean and the noise of each gene, cut at 0', () => {
    const many = new Int32Array(4000).fill(1);
    const {expression} = noisyMeanCells(pool, many, TYPES, 0, 5);
    const own = rowsByType(pool.labels, TYPES)[1].map(row => denseRow(pool.expression, row));
    // A marker gene of type 1: mean far from 0 against its deviation, hence little is cut.
    for (const gene of [9, 12]) {
      const mean = own.reduce((sum, cell) => sum + cell[gene], 0) / own.length;
      const deviation = Math.sqrt(
        own.reduce((s, cell) => s + (cell[gene] - mean) ** 2, 0) / own.length,
      );
      const z = mean / deviation;
      const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
      const drawn = Array.from(many, (_, row) => denseRow(expression, row)[gene]);
      // Mean of a normal number cut at 0: μ·Φ(z) + σ·φ(z).
      const expected = mean * normalShare(z) + deviation * density;
      expect(drawn.reduce((a, b) => a + b) / drawn.length).toBeCloseTo(expected, 1);
      expect(drawn.filter(value => value === 0).length / drawn.length).toBeCloseTo(
        1 - normalShare(z),
        1.5,
      );
    }
    expect(expression.values.every(value => value > 0)).toBe(true);
    expect(denseRow(expression, 0)[38]).toBe(0);
    const short = noisyMeanCells(pool, many.subarray(0, 5), TYPES, 4, 5).expression;
    expect(short.offsets[5]).toBe(20);
    expect(keepTopGenes(expression, 4).values.slice(0, 20)).toEqual(short.values);
  });

  test('refuse types without a training cell', () => {
    const bare = selectCells(pool, rowsByType(pool.labels, TYPES)[0]);
    for (const make of [
      meanCells,
      (...args: Parameters<typeof meanCells>) => resampleCells(...args, 1),
    ]) {
      expect(() => make(bare, asked, TYPES)).toThrow('Type 1 has no training cell');
    }
    expect(() => noisyMeanCells(bare, asked, TYPES, 0, 1)).toThrow('Type 1 has no training cell');
  });
});

test('keepTopGenes keeps the highest values, equal ones by column', () => {
  const rows = fromRows(
    [
      {columns: [5, 3, 1, 0], values: [2, 7, 2, 1]},
      {columns: [2], values: [4]},
    ],
    6,
  );
  const kept = keepTopGenes(rows, 2);
  expect(Array.from(denseRow(kept, 0))).toEqual([0, 2, 0, 7, 0, 0]);
  expect(Array.from(denseRow(kept, 1))).toEqual([0, 0, 4, 0, 0, 0]);
  expect(keepTopGenes(rows, 0)).toBe(rows);
});

/** Share of normal numbers below z, by summing the density. */
function normalShare(z: number): number {
  let share = 0;
  const step = 1e-3;
  for (let x = -8; x < z; x += step)
    share += (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * step;
  return share;
}
