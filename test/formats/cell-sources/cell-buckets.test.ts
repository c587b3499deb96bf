import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {CellBuckets} from '../../../shared/formats/cell-sources/cell-buckets.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {randomRows} from '../../cells/matrices.ts';
import {toRows} from './to-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'geneglot-transposition-'));

afterAll(() => rmSync(folder, {recursive: true}));

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
