import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {
  inspectSafetensors,
  readSafetensors,
  type Tensors,
  writeSafetensors,
} from '../../../shared/formats/safetensors/safetensors.ts';
import {openRows} from '../../../shared/formats/safetensors/safetensors-rows.ts';

describe('safetensors', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geneglot-safetensors-'));
  });
  afterAll(() => rm(folder, {recursive: true}));

  const tensors: Tensors = new Map([
    ['transformer.wte.weight', {shape: [3, 2], values: Float32Array.of(1, -2, 3.5, 0, 1e-30, 7)}],
    ['scalar', {shape: [], values: Float32Array.of(42)}],
    ['empty', {shape: [0, 4], values: new Float32Array(0)}],
    ['µ-named', {shape: [2], values: Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY)}],
  ]);

  /** A file with this header and so many bytes of data. */
  async function fileWith(header: unknown, dataBytes: number): Promise<string> {
    const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    const path = at('made.safetensors');
    await writeFile(path, Buffer.concat([length, json, Buffer.alloc(dataBytes)]));
    return path;
  }

  test('what is written is read back, names, shapes, values and metadata', async () => {
    await writeSafetensors(at('whole.safetensors'), tensors, {format: 'pt'});
    expect(await readSafetensors(at('whole.safetensors'))).toEqual(tensors);
    const {metadata, tensors: entries} = await inspectSafetensors(at('whole.safetensors'));
    expect(metadata).toEqual({format: 'pt'});
    expect(entries.map(({name}) => name)).toEqual([...tensors.keys()]);
  });

  test('the layout is that of the format: length, JSON, aligned values', async () => {
    await writeSafetensors(at('layout.safetensors'), tensors);
    const bytes = await readFile(at('layout.safetensors'));
    const length = Number(bytes.readBigUInt64LE(0));
    expect((8 + length) % 64).toBe(0);
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
    expect(header['transformer.wte.weight']).toEqual({
      dtype: 'F32',
      shape: [3, 2],
      data_offsets: [0, 24],
    });
    expect(header.scalar).toEqual({dtype: 'F32', shape: [], data_offsets: [24, 28]});
    expect(bytes.readFloatLE(8 + length + 8)).toBe(3.5);
    expect(bytes.length).toBe(8 + length + 24 + 4 + 8);
  });

  test('a file written by the reference layout without padding is read', async () => {
    const path = await fileWith({a: {dtype: 'F32', shape: [2], data_offsets: [0, 8]}}, 8);
    expect(await readSafetensors(path)).toEqual(
      new Map([['a', {shape: [2], values: new Float32Array(2)}]]),
    );
  });

  test('half precision of both kinds is widened', async () => {
    const header = {
      half: {dtype: 'F16', shape: [6], data_offsets: [0, 12]},
      brain: {dtype: 'BF16', shape: [2], data_offsets: [12, 16]},
      mask: {dtype: 'BOOL', shape: [4], data_offsets: [16, 20]},
    };
    const path = await fileWith(header, 20);
    const bytes = await readFile(path);
    // 1, −2, 65504 (the largest), 2^-24 (the smallest), −∞, NaN; then 1 and −0.15625 as upper halves of floats.
    [0x3c00, 0xc000, 0x7bff, 0x0001, 0xfc00, 0x7e00, 0x3f80, 0xbe20].forEach((word, i) => {
      bytes.writeUInt16LE(word, bytes.length - 20 + 2 * i);
    });
    await writeFile(path, bytes);
    const read = await readSafetensors(path, name => name !== 'mask');
    expect(read.get('half')?.values).toEqual(
      Float32Array.of(1, -2, 65504, 2 ** -24, Number.NEGATIVE_INFINITY, Number.NaN),
    );
    expect(read.get('brain')?.values).toEqual(Float32Array.of(1, -0.15625));
  });

  test('a shape that does not fit its values is not written', async () => {
    const wrong: Tensors = new Map([['a', {shape: [3], values: new Float32Array(2)}]]);
    await expect(writeSafetensors(at('wrong.safetensors'), wrong)).rejects.toThrow(
      'tensor a has 2 values: shape (3) needs 3',
    );
  });

  const entry = (change: object) => ({
    a: {dtype: 'F32', shape: [2], data_offsets: [0, 8], ...change},
  });
  const DAMAGED: [string, unknown, number, string][] = [
    [
      'another dtype',
      entry({dtype: 'I32'}),
      8,
      'tensor a has dtype I32: only F32, F16, BF16 are read',
    ],
    [
      'a shape of other size',
      entry({shape: [3]}),
      8,
      'tensor a of shape (3) has data_offsets [0,8]: expected 12 bytes',
    ],
    ['a shape that is none', entry({shape: [-2]}), 8, 'tensor a has no proper shape: [-2]'],
    ['data cut short', entry({}), 4, 'the file is cut short'],
    ['data left over', entry({}), 12, 'its tensors take 8 bytes, but 12 follow the header'],
    [
      'two tensors over the same bytes',
      {...entry({}), b: {dtype: 'F32', shape: [2], data_offsets: [4, 12]}},
      12,
      'tensor b starts at byte 4 of the data, and the tensor before it ends at 8',
    ],
    [
      'bytes between tensors',
      {...entry({}), b: {dtype: 'F32', shape: [0], data_offsets: [12, 12]}},
      12,
      'tensor b starts at byte 12 of the data',
    ],
    ['a shape beyond all numbers', entry({shape: [2 ** 53, 2 ** 53]}), 8, 'no proper shape'],
    [
      'a product that wraps in 64 bits',
      entry({shape: [2 ** 33, 2 ** 31, 2]}),
      8,
      'tensor a of shape (8589934592, 2147483648, 2) has data_offsets',
    ],
    ['metadata that is no texts', {...entry({}), __metadata__: {a: 1}}, 8, '__metadata__ holds 1'],
    ['a header that is no JSON', '{oops', 0, 'the header is no JSON object'],
    ['a header that is a list', [], 0, 'the header is no JSON object'],
  ];
  for (const [name, header, dataBytes, message] of DAMAGED) {
    test(`refused: ${name}`, async () => {
      const path = await fileWith(header, dataBytes);
      await expect(readSafetensors(path)).rejects.toThrow(message);
      await expect(readSafetensors(path)).rejects.toThrow('made.safetensors');
    });
  }

  test('refused: two tensors that share bytes, with no hole and no byte left over', async () => {
    const path = join(import.meta.dirname, 'damaged/overlap.safetensors');
    await expect(readSafetensors(path)).rejects.toThrow(/expected no gap and no overlap/);
  });

  test('names of any kind come back', async () => {
    const odd: Tensors = new Map(
      ['__proto__', 'constructor', ''].map(name => [
        name,
        {shape: [1], values: Float32Array.of(7)},
      ]),
    );
    await writeSafetensors(at('odd.safetensors'), odd);
    expect(await readSafetensors(at('odd.safetensors'))).toEqual(odd);
  });

  test('refused: a file too short or with a header longer than itself', async () => {
    await writeFile(at('short'), 'abc');
    await expect(readSafetensors(at('short'))).rejects.toThrow('3 bytes are no safetensors file');
    await writeFile(at('text'), 'this is a text of some length');
    await expect(readSafetensors(at('text'))).rejects.toThrow('the header claims');
  });

  test('rows of a matrix are read one by one, and only of a matrix of floats', async () => {
    const path = at('rows.safetensors');
    await writeSafetensors(path, tensors);
    const matrix = await openRows(path, 'transformer.wte.weight');
    expect([matrix.rows, matrix.columns]).toEqual([3, 2]);
    expect([...matrix.row(2)]).toEqual([...Float32Array.of(1e-30, 7)]);
    expect([...matrix.row(0)]).toEqual([1, -2]);
    expect(await matrix.values()).toEqual(tensors.get('transformer.wte.weight')!.values);
    await expect(openRows(path, 'wpe')).rejects.toThrow(
      'rows.safetensors: found no tensor wpe, expected a matrix wpe of type F32',
    );
    await expect(openRows(path, 'scalar')).rejects.toThrow('found scalar of type F32 and shape ()');
  });
});
