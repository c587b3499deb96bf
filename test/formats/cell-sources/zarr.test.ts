// Matrices of Zarr folders written by hand, in every order, chunk and format: the numbers of any rows are those written.
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {openZarr} from '../../../shared/formats/cell-sources/zarr.ts';
import {createRandom, type Random} from '../../../shared/stats/random.ts';
import {scratchFolder} from '../scratch-folder.ts';

const pathOf = scratchFolder();
const TYPES = {'<f4': Float32Array, '<i8': BigInt64Array, '|u1': Uint8Array} as const;
const NAMES = {'<f4': 'float32', '<i8': 'int64', '|u1': 'uint8'} as const;
type Type = keyof typeof TYPES;

interface Layout {
  format: 2 | 3;
  type: Type;
  /** Whether chunks hold columns one after the other. */
  byColumns: boolean;
  shape: [number, number];
  chunk: [number, number];
}

function drawLayout(random: Random): Layout {
  const shape: [number, number] = [1 + random.int(12), 1 + random.int(9)];
  return {
    format: random.int(2) ? 2 : 3,
    type: (Object.keys(TYPES) as Type[])[random.int(3)],
    byColumns: random.int(3) > 0,
    shape,
    chunk: [1 + random.int(shape[0]), 1 + random.int(shape[1])],
  };
}

function metadataOf({format, type, byColumns, shape, chunk}: Layout): object {
  if (format === 2) {
    return {
      ...{zarr_format: 2, shape, chunks: chunk, dtype: type, order: byColumns ? 'F' : 'C'},
      ...{fill_value: 0, compressor: null, filters: null},
    };
  }
  const transpose = {name: 'transpose', configuration: {order: [1, 0]}};
  return {
    ...{zarr_format: 3, node_type: 'array', shape, data_type: NAMES[type], fill_value: 0},
    chunk_grid: {name: 'regular', configuration: {chunk_shape: chunk}},
    chunk_key_encoding: {name: 'default', configuration: {separator: '/'}},
    codecs: [...(byColumns ? [transpose] : []), {name: 'bytes', configuration: {endian: 'little'}}],
    attributes: {},
  };
}

/** Writes `X`; chunks that hold nothing but 0 are left out, as Zarr allows. */
async function writeZarr(folder: string, layout: Layout, rows: number[][]): Promise<void> {
  const {format, type, byColumns, shape, chunk} = layout;
  const array = join(folder, 'X');
  await mkdir(array, {recursive: true});
  const file = format === 2 ? '.zarray' : 'zarr.json';
  await writeFile(join(array, file), JSON.stringify(metadataOf(layout)));
  for (let i = 0; i * chunk[0] < shape[0]; i++) {
    for (let j = 0; j * chunk[1] < shape[1]; j++) {
      const values = Array.from({length: chunk[0] * chunk[1]}, (_, place) => {
        const row = byColumns ? place % chunk[0] : Math.floor(place / chunk[1]);
        const column = byColumns ? Math.floor(place / chunk[0]) : place % chunk[1];
        return rows[i * chunk[0] + row]?.[j * chunk[1] + column] ?? 0;
      });
      if (values.every(value => value === 0)) continue;
      const path = join(array, format === 2 ? `${i}.${j}` : `c/${i}/${j}`);
      await mkdir(join(path, '..'), {recursive: true});
      const numbers =
        type === '<i8' ? BigInt64Array.from(values, BigInt) : TYPES[type].from(values as never);
      await writeFile(path, new Uint8Array(numbers.buffer));
    }
  }
}

test.each(Array.from({length: 60}, (_, seed) => seed))(
  'a matrix of any layout has its numbers, seed %i',
  async seed => {
    const random = createRandom(seed);
    const layout = drawLayout(random);
    const [height, width] = layout.shape;
    const rows = Array.from({length: height}, () =>
      Array.from({length: width}, () => random.int(2) * random.int(200)),
    );
    const folder = pathOf(`${seed}.zarr`);
    await writeZarr(folder, layout, rows);
    const store = await openZarr(folder);
    const array = await store.array('X');
    expect(array?.shape).toEqual(layout.shape);
    const start = random.int(height);
    const end = start + random.int(height - start + 1);
    const found = await array!.numbers(start, end);
    expect({layout, found: [...found]}).toEqual({layout, found: rows.slice(start, end).flat()});
  },
);
