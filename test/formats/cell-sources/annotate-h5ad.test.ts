import {chmodSync, existsSync, readdirSync, readFileSync, renameSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import h5wasm, {type Group} from 'h5wasm/node';
import {
  annotateH5ad,
  type H5adAnnotation,
  stateOf,
} from '../../../shared/formats/cell-sources/annotate-h5ad.ts';
import {openH5ad} from '../../../shared/formats/cell-sources/h5ad.ts';
import {openHdf5} from '../../../shared/formats/cell-sources/hdf5.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {randomRows} from '../../cells/matrices.ts';
import {scratchFolder} from '../scratch-folder.ts';
import {hdf5Contents} from './hdf5-contents.ts';
import {writeH5ad} from './write-h5ad.ts';

const scratch = scratchFolder();
const CELLS = 30;
const cellIds = Array.from({length: CELLS}, (_, cell) => `CELL${cell}`);

const annotationOf = (cells = CELLS, types = 3): H5adAnnotation => ({
  columns: [
    {name: 'own_type', values: Array.from({length: cells}, (_, i) => `Zelle β ${i % types}`)},
    {name: 'own_chance', values: Float64Array.from({length: cells}, (_, i) => i / cells)},
    {name: 'own_unknown', values: Int8Array.from({length: cells}, (_, i) => i % 2)},
  ],
  embeddings: [4, 2].map(dimensions => ({
    ...{name: `X_own_${dimensions}`, dimensions},
    values: Float32Array.from({length: dimensions * cells}, (_, i) => i),
  })),
  provenance: {name: 'own', entries: {tool: 'a tool', nothing: '', level: 0.9}},
});

/** A file with all that a copy could lose. */
async function writeFull(path: string, seed: number): Promise<void> {
  const random = createRandom(seed);
  const encodings = ['csr_matrix', 'csc_matrix', 'dense'] as const;
  const matrix = (offset: number) => ({
    rows: randomRows(CELLS, 5, seed + offset),
    encoding: encodings[random.int(3)],
  });
  await writeH5ad(path, {
    matrices: {X: matrix(1), 'raw/X': matrix(2), 'layers/counts': matrix(3), 'layers/β': matrix(4)},
    cellIds,
    genes: ['A', 'B', 'C', 'D', 'E'],
    obs: {batch: cellIds.map((_, i) => (i % 3 === 0 ? null : `b${i % 2}`))},
    oldCategories: random.int(2) === 0,
  });
  const file = new h5wasm.File(path, 'a');
  (file.get('obs') as Group).create_attribute('column-order', ['batch']);
  if (random.int(2) === 0) {
    const uns = file.create_group('uns');
    const nested = uns.create_group('pca');
    nested.create_dataset({name: 'variance', data: Float64Array.of(3, 2, 1)});
    uns.create_dataset({name: 'title', data: 'ein Titel'});
    const big = Float32Array.from({length: 400}, () => random.next());
    const chunked = {chunks: [50], compression: 'gzip' as const, compression_opts: 9};
    uns.create_dataset({name: 'big', data: big, shape: [400], ...chunked});
  }
  if (random.int(2) === 0) {
    const obsm = file.create_group('obsm');
    const data = Float32Array.from({length: 2 * CELLS}, () => random.next());
    obsm.create_dataset({name: 'X_umap', data, shape: [CELLS, 2]});
  }
  file.close();
}

describe('annotating a copy of an h5ad file', () => {
  beforeAll(async () => {
    await h5wasm.ready;
  });

  test('loses and changes nothing of the original but the list of columns, at random', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const [source, target] = [scratch(`full-${seed}.h5ad`), scratch(`copy-${seed}.h5ad`)];
      await writeFull(source, seed);
      const bytes = readFileSync(source);
      await annotateH5ad(source, target, annotationOf());
      expect(readFileSync(source).equals(bytes)).toBe(true);
      const [before, after] = [await hdf5Contents(source), await hdf5Contents(target)];
      const changed = [...before].filter(([path, value]) => after.get(path) !== value);
      expect(changed).toEqual([['/obs@column-order', '["batch"]']]);
      expect(after.get('/obs@column-order')).toBe(
        '["batch","own_type","own_chance","own_unknown"]',
      );
      const added = [...after.keys()].filter(path => !before.has(path) && !path.includes('@'));
      expect(added.filter(path => !/\/(own|X_own)|^\/(obsm|uns)$/.test(path))).toEqual([]);
    }
  });

  test('is read by this reader with its texts', async () => {
    const target = scratch('copy-1.h5ad');
    const file = await openHdf5(target);
    const source = await openH5ad(file, null, () => {
      throw new Error('no buckets are needed');
    });
    expect(source.columns).toEqual(expect.arrayContaining(['batch', 'own_type', 'own_chance']));
    expect(await source.column('own_type')).toEqual(annotationOf().columns[0].values);
    await source.close();
  });

  test('of a file of anndata before 0.8 has texts and no encodings that it would fail at', async () => {
    const [old, copy] = [scratch('old.h5ad'), scratch('old-copy.h5ad')];
    await writeH5ad(old, {
      matrices: {X: {rows: randomRows(CELLS, 2, 1), encoding: 'dense'}},
      ...{cellIds, genes: ['A', 'B'], obs: {batch: cellIds}, oldCategories: true},
    });
    const written = new h5wasm.File(old, 'a');
    (written.get('obs') as Group).create_attribute('encoding-version', '0.1.0');
    written.close();
    await annotateH5ad(old, copy, annotationOf());
    const after = await hdf5Contents(copy);
    const own = [...after].filter(([path]) => /own|obsm|uns/.test(path));
    expect(own.length).toBeGreaterThan(8);
    expect(own.filter(entry => /encoding-type/.test(entry.join()))).toEqual([]);
    const source = await openH5ad(await openHdf5(copy), null, () => {
      throw new Error('no buckets are needed');
    });
    expect(await source.column('own_type')).toEqual(annotationOf().columns[0].values);
    await source.close();
  });

  test('holds more than 127 types', async () => {
    const many = scratch('many.h5ad');
    const cells = 300;
    await writeH5ad(many, {
      matrices: {X: {rows: randomRows(cells, 2, 1), encoding: 'dense'}},
      cellIds: Array.from({length: cells}, (_, i) => `C${i}`),
      genes: ['A', 'B'],
    });
    await annotateH5ad(many, scratch('many-copy.h5ad'), annotationOf(cells, 200));
    const file = await openHdf5(scratch('many-copy.h5ad'));
    const source = await openH5ad(file, null, () => {
      throw new Error('no buckets are needed');
    });
    expect(await source.column('own_type')).toEqual(annotationOf(cells, 200).columns[0].values);
    await source.close();
  });

  test('refuses a name that is taken, and then leaves nothing behind', async () => {
    const [once, twice] = [scratch('copy-1.h5ad'), scratch('twice.h5ad')];
    await expect(annotateH5ad(once, twice, annotationOf())).rejects.toThrow(
      'found obs/own_type, expected no such entry yet',
    );
    expect(existsSync(twice)).toBe(false);
    expect(readdirSync(dirname(twice)).filter(name => name.endsWith('.tmp'))).toEqual([]);
  });

  test('writes into the file itself where that is asked for, and copies what is for reading alone', async () => {
    const own = scratch('own.h5ad');
    await writeFull(own, 1);
    const before = await hdf5Contents(own);
    chmodSync(own, 0o444);
    await annotateH5ad(own, own, annotationOf());
    expect(statSync(own).mode & 0o200).toBe(0o200);
    const after = await hdf5Contents(own);
    expect(after.size).toBeGreaterThan(before.size);
    expect(after.get('/X')).toBe(before.get('/X'));
  });

  test('refuses a file that is no longer what was read, and leaves it as it is', async () => {
    const [own, other] = [scratch('read.h5ad'), scratch('other.h5ad')];
    await writeFull(own, 3);
    await writeFull(other, 4);
    const state = stateOf(own);
    renameSync(other, own);
    const bytes = readFileSync(own);
    const annotating = annotateH5ad(own, own, annotationOf(), state);
    await expect(annotating).rejects.toThrow('read.h5ad: the file changed while it was annotated');
    expect(readFileSync(own).equals(bytes)).toBe(true);
    expect(readdirSync(dirname(own)).filter(name => name.endsWith('.tmp'))).toEqual([]);
  });

  test('makes the folder of the copy, and says where it cannot be written', async () => {
    const own = scratch('plain.h5ad');
    await writeFull(own, 5);
    await annotateH5ad(own, scratch('new/copy.h5ad'), annotationOf());
    expect(existsSync(scratch('new/copy.h5ad'))).toBe(true);
    await expect(annotateH5ad(own, '/proc/copy.h5ad', annotationOf())).rejects.toThrow(
      '/proc/copy.h5ad: cannot be written (its folder',
    );
  });
});
