// Matrices by columns and in any order come out by cells, whatever fits into memory.
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import type {SourceBlock} from '../../shared/cells/import/cell-source.ts';
import {CellBuckets} from '../../shared/formats/cell-sources/cell-buckets.ts';
import {RowBlocks} from '../../shared/formats/cell-sources/row-blocks.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {randomRows} from './matrices.ts';

const folder = mkdtempSync(join(tmpdir(), 'geneglot-transposition-'));
afterAll(() => rmSync(folder, {recursive: true}));

function toRows(blocks: Iterable<SourceBlock>, genes: number): number[][] {
  const rows: number[][] = [];
  for (const {firstCell, offsets, features, values} of blocks) {
    expect(firstCell).toBe(rows.length);
    for (let row = 0; row + 1 < offsets.length; row++) {
      const dense = new Array<number>(genes).fill(0);
      for (let i = offsets[row]; i < offsets[row + 1]; i++) dense[features[i]] += values[i];
      rows.push(dense);
    }
  }
  return rows;
}

describe('CellBuckets', () => {
  // One bucket, some, and one a cell.
  test.each([
    [300, 40, 1 << 22],
    [300, 40, 500],
    [37, 11, 1],
    [1, 5, 2],
  ])(
    'transposes %d × %d entries in random order, %d to a bucket, twice alike',
    (cells, genes, size) => {
      const rows = randomRows(cells, genes, cells + size);
      const entries = rows.flatMap((row, cell) =>
        row.flatMap((value, gene) => (value ? [[cell, gene, value] as const] : [])),
      );
      createRandom(5).shuffle(entries);
      const path = join(folder, 'buckets.bin');
      const buckets = new CellBuckets(path, cells, entries.length, size);
      for (const [cell, gene, value] of entries) buckets.add(cell, gene, value);
      expect(toRows(buckets.blocks(), genes)).toEqual(rows);
      expect(toRows(buckets.blocks(), genes)).toEqual(rows);
      buckets.close();
      expect(existsSync(path)).toBe(false);
    },
  );

  test('keeps the order of features and writes full buffers to the file', () => {
    const buckets = new CellBuckets(join(folder, 'full.bin'), 2, 40_000, 20_000);
    for (let gene = 0; gene < 20_000; gene++) {
      buckets.add(1, gene, gene + 0.5);
      buckets.add(0, gene, 1);
    }
    const blocks = [...buckets.blocks()];
    expect(blocks.map(({features}) => features.length)).toEqual([20_000, 20_000]);
    expect(Array.from(blocks[1].features)).toEqual(Array.from({length: 20_000}, (_, i) => i));
    expect(blocks[1].values[12_345]).toBe(12_345.5);
    buckets.close();
  });
});

test('RowBlocks has a row for cells without entries, at the start, between and at the end', () => {
  const blocks = new RowBlocks();
  blocks.add(2, 4, 1.5);
  blocks.add(2, 1, 2);
  blocks.add(5, 0, 3);
  expect(toRows(blocks.takeRest(7), 5)).toEqual([
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 2, 0, 0, 1.5],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [3, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
  ]);
});
