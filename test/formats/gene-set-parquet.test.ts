import {readFile, writeFile} from 'node:fs/promises';
import {describe, expect, test} from '@jest/globals';
import {geneSetTable} from '../../shared/formats/gene-set-table.ts';
import {
  MAX_BITS,
  pack,
  packedBytes,
  unpack,
} from '../../shared/formats/parquet/gene-sets/bit-packing.ts';
import {sortDictionary} from '../../shared/formats/parquet/gene-sets/dictionary.ts';
import {decodeStruct, encodeStruct} from '../../shared/formats/parquet/gene-sets/thrift.ts';
import {openParquet, writeParquet} from '../../shared/formats/parquet/parquet.ts';
import type {GeneSetTable} from '../../shared/genes/sets/gene-set-table.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {scratchFolder} from './scratch-folder.ts';
import {useCodec} from './use-codec.ts';

const file = scratchFolder();

/** Sets of all sizes, empty ones among them, over more symbols than are in use; more values than a page holds. */
function randomTable(seed: number, sets: number, largest: number): GeneSetTable {
  const random = createRandom(seed);
  const symbols = Array.from({length: 500}, (_, i) => (i % 50 === 7 ? `γ🧬${i}` : `G${i}`));
  const sizes = Array.from({length: sets}, () =>
    random.next() < 0.1 ? 0 : 1 + random.int(largest),
  );
  const offsets = Int32Array.from([
    0,
    ...sizes.map(
      (
        (sum: number) => size =>
          (sum += size)
      )(0),
    ),
  ]);
  return {
    setIds: Int32Array.from({length: sets}, (_, i) => 3 * i - 5),
    libraries: Array.from({length: sets}, () => `library ${random.int(7)}`),
    names: Array.from({length: sets}, (_, i) => `set ${i} α`),
    descriptions: Array.from({length: sets}, (_, i) => (i % 3 === 0 ? '' : `\ufeffabout ${i}`)),
    symbols,
    offsets,
    genes: Int32Array.from({length: offsets[sets]}, () => random.int(450)),
  };
}

const symbolsOf = (table: GeneSetTable) =>
  Array.from(table.setIds, (_, row) =>
    Array.from(
      table.genes.subarray(table.offsets[row], table.offsets[row + 1]),
      gene => table.symbols[gene],
    ),
  );

const FIELDS = [
  {name: 'set_id', type: 'int32'},
  {name: 'library', type: 'utf8'},
  {name: 'name', type: 'utf8'},
  {name: 'description', type: 'utf8'},
  {name: 'genes', type: 'utf8[]'},
] as const;

describe.each(['duckdb', 'parquetjs'])('a gene-set table beside %s', codec => {
  useCodec(codec);

  test('is read by the codec as it was written: pages, empty sets, letters of all kinds', async () => {
    const table = randomTable(1, 3000, 200);
    await geneSetTable.write(file('own.parquet'), table);
    const columns: unknown[][] = [[], [], [], [], []];
    await openParquet(file('own.parquet'), async opened => {
      expect(opened.rows).toBe(3000);
      for await (const batch of opened.read(FIELDS)) {
        batch.forEach((values, column) => {
          columns[column].push(...values);
        });
      }
    });
    const {setIds, libraries, names, descriptions} = table;
    expect(columns).toEqual([Array.from(setIds), libraries, names, descriptions, symbolsOf(table)]);
  });

  test('is the same when the codec wrote the file', async () => {
    const table = randomTable(2, 500, 30);
    const sets = symbolsOf(table);
    const values = [
      Array.from(table.setIds),
      table.libraries,
      table.names,
      table.descriptions,
      sets,
    ];
    await writeParquet(
      file('codec.parquet'),
      500,
      FIELDS.map((field, i) => ({
        ...field,
        values: (start: number, end: number) => values[i].slice(start, end),
      })),
    );
    await geneSetTable.write(file('own.parquet'), table);
    const [own, foreign] = [
      await geneSetTable.read(file('own.parquet')),
      await geneSetTable.read(file('codec.parquet')),
    ];
    expect(own).toEqual(foreign);
    expect(await geneSetTable.summarize(file('own.parquet'))).toEqual(
      await geneSetTable.summarize(file('codec.parquet')),
    );
  });
});

describe('a gene-set table', () => {
  test('is refused when its bytes are cut or damaged, with its path', async () => {
    await geneSetTable.write(file('whole.parquet'), randomTable(3, 300, 40));
    const bytes = await readFile(file('whole.parquet'));
    await writeFile(file('cut.parquet'), bytes.subarray(0, bytes.length - 20));
    await expect(geneSetTable.read(file('cut.parquet'))).rejects.toThrow(/cut\.parquet: /);
    const lostMiddle = Buffer.concat([bytes.subarray(0, 2000), bytes.subarray(3000)]);
    await writeFile(file('lost.parquet'), lostMiddle);
    await expect(geneSetTable.read(file('lost.parquet'))).rejects.toThrow(
      /lost\.parquet: cannot be read as Parquet: .*make it again/,
    );
  });

  test('refuses half a surrogate pair', async () => {
    const table = randomTable(4, 3, 5);
    table.names[1] = 'half \ud83e';
    await expect(geneSetTable.write(file('half.parquet'), table)).rejects.toThrow(
      /names\[1\] is .*expected a text without half a surrogate pair/,
    );
  });
});

describe('bit packing', () => {
  test.each([1, 2, 7, 8, 9, 15, 16, 17, 24, MAX_BITS])('gives back numbers of %i bits', bits => {
    const random = createRandom(bits);
    const values = Int32Array.from({length: 1001}, () => random.int(2 ** bits));
    values[0] = 2 ** bits - 1;
    const bytes = new Uint8Array(3 + packedBytes(1001, bits)).fill(0xff);
    const order = Int32Array.from(values.keys());
    expect(pack(order, 0, 1001, values, bits, bytes, 3)).toBe(bytes.length);
    const read = new Int32Array(1003);
    unpack(bytes, 3, 1001, bits, read, 1);
    expect(read).toEqual(Int32Array.of(0, ...values, 0));
    expect(bytes.at(-1)! >> ((1001 * bits) % 8 === 0 ? 8 : (1001 * bits) % 8)).toBe(0);
  });

  test('puts the lowest bits first, as the documentation of Parquet shows', () => {
    const bytes = new Uint8Array(3);
    const numbers = Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7);
    pack(numbers, 0, 8, numbers, 3, bytes, 0);
    expect(Array.from(bytes, byte => byte.toString(2).padStart(8, '0'))).toEqual([
      '10001000',
      '11000110',
      '11111010',
    ]);
  });
});

test('a dictionary is in the order of UTF-8 bytes, without texts out of use', () => {
  const texts = ['🧬', 'b', 'Ａ', 'unused', 'B', 'α'];
  const {texts: sorted, codeOf} = sortDictionary(texts, Uint8Array.of(1, 1, 1, 0, 1, 1));
  const byBytes = texts
    .filter(text => text !== 'unused')
    .map(text => Buffer.from(text))
    .sort(Buffer.compare);
  expect(sorted).toEqual(byBytes.map(String));
  expect(Array.from(codeOf, code => sorted[code])).toEqual(['🧬', 'b', 'Ａ', undefined, 'B', 'α']);
});

test('thrift structs come back: long lists, long texts, numbers beyond 32 bits', () => {
  const numbers = Array.from({length: 20}, (_, i) => i * 1000);
  const bytes = encodeStruct([
    [1, {i32: 70_000}],
    [3, {i64: 2 ** 45 + 1}],
    [4, {list: numbers.map(i32 => ({i32}))}],
    [15, {struct: [[2, {text: 'β'.repeat(100)}]]}],
  ]);
  const {struct, end} = decodeStruct(Uint8Array.from([9, ...bytes, 9]), 1);
  expect(end).toBe(bytes.length + 1);
  const inner = new Map([[2, new TextEncoder().encode('β'.repeat(100))]]);
  expect(struct).toEqual(
    new Map<number, unknown>([
      [1, 70_000],
      [3, 2 ** 45 + 1],
      [4, numbers],
      [15, inner],
    ]),
  );
  expect(() => decodeStruct(bytes.subarray(0, 40), 0)).toThrow('the bytes end too early');
});
