// One matrix as AnnData and others write it, and real single-cell files beside h5py and scipy
// (test/golden/make-cells-golden.py); these lie in ../shared/data/cells, which not every machine has.
import {createHash} from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, describe, expect, test} from '@jest/globals';
import type {CellLayer} from '../../../shared/cells/import/cell-source.ts';
import {openHere} from '../../../shared/formats/cell-sources/open-here.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const FOLDER = resolve(ROOT, '../shared/data/cells');
const IS_THERE = existsSync(FOLDER);
const scratch = mkdtempSync(join(tmpdir(), 'geneglot-fixtures-'));
afterAll(() => rmSync(scratch, {recursive: true}));

interface Golden {
  layers: Record<string, Sums>;
  cellIds: string;
  names?: string;
  columns: Record<string, string>;
}
interface Sums {
  cells: number;
  features: number;
  nonZero: number;
  sum: number;
  weighted: number;
}

const golden: Record<string, Golden> = JSON.parse(
  readFileSync(join(ROOT, 'test/golden/cells.json'), 'utf8'),
);

const digest = (texts: readonly (string | null)[]) =>
  createHash('sha256')
    .update(texts.map(text => text ?? '').join('\n'))
    .digest('hex');

async function sumsOf(layer: Pick<CellLayer, 'features' | 'blocks'>): Promise<Sums> {
  const sums = {cells: 0, features: layer.features.length, nonZero: 0, sum: 0, weighted: 0};
  for await (const {firstCell, offsets, features, values} of layer.blocks()) {
    expect(firstCell).toBe(sums.cells);
    for (let row = 0; row + 1 < offsets.length; row++) {
      for (let i = offsets[row]; i < offsets[row + 1]; i++) {
        if (values[i] !== 0) sums.nonZero++;
        sums.sum += values[i];
        sums.weighted += values[i] * ((7 * (firstCell + row) + 13 * features[i]) % 1009);
      }
    }
    sums.cells += offsets.length - 1;
  }
  return sums;
}

function pathsOf(name: string): string[] {
  const path = join(FOLDER, name);
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).map(file => join(path, file));
}

/** Random counts, written by h5py in several ways. */
describe('one matrix', () => {
  const folder = join(import.meta.dirname, 'written-by-others');
  const open = async (name: string) => {
    const path = join(scratch, name);
    writeFileSync(path, gunzipSync(readFileSync(join(folder, `${name}.gz`))));
    const source = await openHere([path], {symbolColumn: null, scratch});
    const layer = await source.layer('X');
    const {sum, weighted, ...whole} = await sumsOf(layer);
    const {cellIds} = source;
    const names = layer.features.map(({name}) => name);
    const labels = source.columns.includes('cell_type')
      ? await source.column('cell_type')
      : undefined;
    await source.close();
    return {whole, sum, weighted, cellIds, names, labels};
  };

  test('is read with its cells, features and counts', async () => {
    const plain = await open('plain.h5ad');
    expect(plain.whole).toEqual({cells: 40, features: 300, nonZero: 3596});
    expect([plain.sum, plain.weighted]).toEqual([52_930, 26_719_811]);
    expect(plain.names.slice(0, 3)).toEqual(['CD19', 'CD4', 'CD3E']);
    expect(plain.labels?.slice(0, 3)).toEqual(['B cell', 'T cell', 'Monocyte']);
  });

  test.each(['bigendian-int64.h5ad', 'fixed-strings.h5ad', 'lz4.h5ad', 'unsorted-indices.h5ad'])(
    'is the same out of %s',
    async name => {
      expect(await open(name)).toEqual(await open('plain.h5ad'));
    },
  );

  test('is the same where some labels are missing', async () => {
    const {labels = [], ...rest} = await open('nullable-string-label.h5ad');
    const {labels: whole = [], ...plain} = await open('plain.h5ad');
    expect(rest).toEqual(plain);
    expect(labels.map((label, cell) => label ?? whole[cell])).toEqual(whole);
    expect(labels.filter(label => label === null)).toHaveLength(6);
  });
});

/** A good file, and copies of it of which one number was changed. */
describe('a sparse matrix', () => {
  const sums = async (name: string) => {
    const path = join(scratch, name);
    const packed = readFileSync(join(import.meta.dirname, 'damaged', `${name}.gz`));
    writeFileSync(path, gunzipSync(packed));
    const source = await openHere([path], {symbolColumn: null, scratch});
    try {
      return await sumsOf(await source.layer('X'));
    } finally {
      await source.close();
    }
  };

  test('is read whole', async () => {
    expect(await sums('good.h5ad')).toMatchObject({nonZero: 6000, sum: 30_000});
  });

  test.each([
    ['start.h5ad', 'found 20 at the start, expected 0'],
    ['descend.h5ad', 'found 200 after 220 (list 10)'],
    ['negptr.h5ad', 'found -5 after 180 (list 9)'],
    ['bigptr.h5ad', 'found 220 after 1000000000 (list 10)'],
  ])('whose pointers cannot be is refused: %s', async (name, found) => {
    await expect(sums(name)).rejects.toThrow(`${name}: X/indptr: ${found}`);
  });
});

const shown = IS_THERE
  ? 'are read as h5py reads them'
  : 'SKIPPED: ../shared/data/cells is not here';
(IS_THERE ? describe : describe.skip)(`real files ${shown}`, () => {
  test.each(Object.entries(golden))('%s', async (name, expected) => {
    const source = await openHere(pathsOf(name), {symbolColumn: null, scratch});
    expect([...source.layers].sort()).toEqual(Object.keys(expected.layers).sort());
    expect(digest(source.cellIds)).toBe(expected.cellIds);
    for (const [column, texts] of Object.entries(expected.columns)) {
      expect(source.columns).toContain(column);
      expect([column, digest(await source.column(column))]).toEqual([column, texts]);
    }
    for (const [layer, {sum, weighted, ...whole}] of Object.entries(expected.layers)) {
      const found = await sumsOf(await source.layer(layer));
      expect(found).toMatchObject(whole);
      expect(found.sum / (sum || 1)).toBeCloseTo(sum ? 1 : 0, 9);
      expect(found.weighted / (weighted || 1)).toBeCloseTo(weighted ? 1 : 0, 9);
    }
    if (expected.names) {
      const {features} = await source.layer(source.layers[0]);
      expect(digest(features.map(feature => feature.name))).toBe(expected.names);
    }
    await source.close();
  });
});
