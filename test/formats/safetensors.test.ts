import {mkdtemp, readFile, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {readSafetensors, writeSafetensors} from '../../shared/formats/safetensors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geneglot-safetensors-'));
});

/** The bytes of a safetensors file, as another writer would lay them out. */
function file(header: unknown, data: Buffer): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

describe('safetensors', () => {
  test('what is written is read back, in order, with exact bits', async () => {
    const tensors = new Map([
      ['z', {shape: [2, 3], values: Float32Array.of(1, -2, 0.1, 1e-40, Number.NaN, -0)}],
      ['a', {shape: [], values: Float32Array.of(7)}],
      ['none', {shape: [0, 4], values: new Float32Array(0)}],
    ]);
    const path = join(folder, 'a.safetensors');
    await writeSafetensors(path, tensors, {format: 'pt'});
    const read = await readSafetensors(path);
    expect([...read.keys()]).toEqual(['z', 'a', 'none']);
    expect(read).toEqual(tensors);
  });

  test('data start at a multiple of 8 and the metadata are kept', async () => {
    const path = join(folder, 'b.safetensors');
    await writeSafetensors(path, new Map([['x', {shape: [1], values: Float32Array.of(3)}]]), {
      format: 'pt',
    });
    const bytes = await readFile(path);
    const length = Number(bytes.readBigUInt64LE(0));
    expect((8 + length) % 8).toBe(0);
    expect(JSON.parse(bytes.toString('utf8', 8, 8 + length))).toEqual({
      __metadata__: {format: 'pt'},
      x: {dtype: 'F32', shape: [1], data_offsets: [0, 4]},
    });
    expect(bytes.readFloatLE(8 + length)).toBe(3);
  });

  test('reads a file whose data are not aligned', async () => {
    const data = Buffer.alloc(4);
    data.writeFloatLE(2.5);
    const header = {x: {dtype: 'F32', shape: [1], data_offsets: [0, 4]}};
    const path = join(folder, 'c.safetensors');
    await writeFile(path, file(`${JSON.stringify(header)} `, data));
    expect((await readSafetensors(path)).get('x')!.values).toEqual(Float32Array.of(2.5));
  });

  test.each([
    ['a short file', Buffer.from('abc'), 'expected a whole safetensors file'],
    ['a text file', Buffer.from('not a tensor file at all'), 'expected a whole safetensors file'],
    ['a broken header', file('{"x":', Buffer.alloc(0)), 'the header is no JSON'],
    [
      'another type',
      file({x: {dtype: 'F16', shape: [1], data_offsets: [0, 2]}}, Buffer.alloc(2)),
      'tensor x is F16, expected F32',
    ],
    [
      'a cut-off file',
      file({x: {dtype: 'F32', shape: [4], data_offsets: [0, 16]}}, Buffer.alloc(8)),
      'it is cut off',
    ],
    [
      'a shape that does not fit',
      file({x: {dtype: 'F32', shape: [3], data_offsets: [0, 8]}}, Buffer.alloc(8)),
      'has 2 values, its shape [3] expects 3',
    ],
  ])('refuses %s', async (name, bytes, message) => {
    const path = join(folder, `${name}.safetensors`);
    await writeFile(path, bytes);
    await expect(readSafetensors(path)).rejects.toThrow(message);
  });
});
