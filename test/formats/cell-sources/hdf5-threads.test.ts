import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {availableParallelism, tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import h5wasm from 'h5wasm/node';
import {openH5Matrix} from '../../../shared/formats/cell-sources/h5-matrix.ts';
import {openHdf5} from '../../../shared/formats/cell-sources/hdf5.ts';
import {withThreads} from '../../../shared/formats/cell-sources/hdf5-threads.ts';
import {randomRows} from '../../cells/matrices.ts';
import {toRows} from './to-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'geneglot-hdf5-threads-'));
afterAll(() => rmSync(folder, {recursive: true}));

const [CELLS, GENES] = [300, 40];
const rows = randomRows(CELLS, GENES, 7);

/** A packed matrix by rows; returns the file's path. */
async function writePacked(name: string): Promise<string> {
  await h5wasm.ready;
  const path = join(folder, name);
  const file = new h5wasm.File(path, 'w');
  const group = file.create_group('X');
  group.create_attribute('encoding-type', 'csr_matrix');
  group.create_attribute('shape', BigInt64Array.of(BigInt(CELLS), BigInt(GENES)));
  const entries = rows.map(row => row.flatMap((value, gene) => (value ? [[gene, value]] : [])));
  const packed = (size: number) => ({shape: [size], chunks: [512], compression: 4});
  const flat = entries.flat();
  const ends = entries.map((_, cell) => entries.slice(0, cell + 1).flat().length);
  const data = Float32Array.from(flat, ([, value]) => value);
  const indices = Int32Array.from(flat, ([gene]) => gene);
  group.create_dataset({name: 'data', data, ...packed(flat.length)});
  group.create_dataset({name: 'indices', data: indices, ...packed(flat.length)});
  group.create_dataset({name: 'indptr', data: Int32Array.of(0, ...ends)});
  file.close();
  return path;
}

async function readRows(path: string): Promise<number[][]> {
  const file = withThreads(await openHdf5(path), 1);
  try {
    const matrix = await openH5Matrix(file, 'X', () => {
      throw new Error('a matrix by rows needs no buckets');
    });
    const blocks = [];
    for await (const block of matrix!.blocks()) blocks.push(block);
    return toRows(blocks, GENES);
  } finally {
    file.close();
  }
}

describe('large packed arrays', () => {
  test('are read by another thread where there are cores, and are the same', async () => {
    const path = await writePacked('packed.h5');
    const file = withThreads(await openHdf5(path), 1);
    const array = (await file.array('X/data'))!;
    expect(array.aside !== undefined).toBe(availableParallelism() > 1);
    expect((await file.array('X/indptr'))?.aside).toBeUndefined();
    expect((await withThreads(await openHdf5(path)).array('X/data'))?.aside).toBeUndefined();
    file.close();
    expect(await readRows(path)).toEqual(rows);
  });

  test('that are damaged fail by the same sentence as in this thread', async () => {
    const path = await writePacked('damaged.h5');
    const bytes = readFileSync(path);
    // Streams of zlib begin so at this level; the first two are the data's.
    const at = bytes.indexOf(Buffer.of(0x78, 0x5e));
    bytes.fill(0xff, at + 2, at + 60);
    writeFileSync(path, bytes);
    const array = (await (await openHdf5(path)).array('X/data'))!;
    const error = await array.numbers(0, array.shape[0]).then(
      () => undefined,
      ({message}: Error) => message,
    );
    expect(error).toContain(path);
    await expect(readRows(path)).rejects.toThrow(error);
  });
});
