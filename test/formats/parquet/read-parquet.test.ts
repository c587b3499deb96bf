import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {
  ParquetColumn,
  ParquetField,
  ParquetType,
  ParquetValue,
  WriteRows,
} from '../../../shared/formats/parquet/columns.ts';
import {openParquet} from '../../../shared/formats/parquet/read-parquet.ts';
import {tableWriter, writeParquet} from '../../../shared/formats/parquet/write-parquet.ts';
import {writeWithDuckdb} from '../../../shared/formats/parquet/write-with-duckdb.ts';
import {writeWithParquetjs} from '../../../shared/formats/parquet/write-with-parquetjs.ts';
import {scratchFolder} from '../scratch-folder.ts';
import {runSql, writeWithSql} from './write-with-sql.ts';

const file = scratchFolder();
const WRITERS: [string, WriteRows][] = [
  ['parquetjs-lite', writeWithParquetjs],
  ['DuckDB', writeWithDuckdb],
];

function column(name: string, type: ParquetType, values: readonly ParquetValue[]): ParquetColumn {
  return {
    name,
    type,
    nullable: values.includes(null),
    values: (...range) => values.slice(...range),
  };
}

async function write(writer: WriteRows, path: string, ...columns: ParquetColumn[]) {
  const rows = Math.max(...columns.map(({values}) => values(0, Number.MAX_SAFE_INTEGER).length));
  await writer(path, rows, columns);
}

/** All values of one column. */
async function readColumn(path: string, field: ParquetField): Promise<ParquetValue[]> {
  const table = await openParquet(path);
  const values: ParquetValue[] = [];
  for await (const [batch] of table.read([field])) for (const value of batch) values.push(value);
  return values;
}

const UNICODE = [
  '',
  'TP53',
  "A'B",
  'αβ T-cell',
  '基因',
  '🧬 \u{10ffff}',
  '\ufffd',
  'a\u0000b',
  '\ufeffx',
];
const CASES: [string, ParquetType, ParquetValue[]][] = [
  ['texts', 'utf8', UNICODE],
  ['texts and nulls', 'utf8', [null, 'a', null, '', null]],
  ['int32', 'int32', [0, -1, 2 ** 31 - 1, -(2 ** 31)]],
  ['int64', 'int64', [0, -1, 2 ** 53 - 1, -(2 ** 53) + 1]],
  ['doubles', 'double', [0, -0, 0.1, 5e-324, -1.7976931348623157e308, 1e21, Infinity, -Infinity]],
  // Beside 0, DuckDB's dictionary would take -0 for it.
  ['the same few doubles', 'double', new Array(500).fill([-0, 1.5]).flat()],
  ['booleans', 'boolean', [true, false, false, true, true, false, true, true, true]],
  ['numbers and nulls', 'int32', [null, 3, null, null, 7]],
  ['nulls alone', 'double', [null, null]],
  ['lists of texts, empty and null ones', 'utf8[]', [[], UNICODE, null, ['x'], [], null]],
  ['lists of int32', 'int32[]', [[1], [], [2 ** 31 - 1, -(2 ** 31)]]],
  ['lists of int64', 'int64[]', [[2 ** 53 - 1], []]],
  ['lists of doubles', 'double[]', [[0.5, -0], []]],
  ['lists of booleans', 'boolean[]', [[true, false, true], []]],
  ['empty lists alone', 'utf8[]', [[], []]],
  ['no rows', 'utf8', []],
  ['no lists', 'int32[]', []],
  ['long lists', 'int32[]', [Array.from({length: 100_000}, (_, i) => i % 70_000), [], [1]]],
  // Runs of one place above 255 in the dictionary take two bytes.
  ['runs of many texts', 'utf8', Array.from({length: 12_000}, (_, i) => `G${Math.floor(i / 40)}`)],
  ['many row groups', 'int64', Array.from({length: 21_000}, (_, i) => i * 1_000_003)],
  [
    'many row groups of lists',
    'utf8[]',
    Array.from({length: 21_000}, (_, i) =>
      i % 11 === 0 ? null : Array.from({length: i % 5}, (_, j) => `G${(i * j) % 701}`),
    ),
  ],
];

describe.each(WRITERS)('Parquet written by %s', (name, writer) => {
  test.each(CASES)('keeps %s', async (what, type, values) => {
    const path = file(`${name} ${what}.parquet`);
    const written = column('values', type, values);
    await write(writer, path, written);
    const {nullable = false} = written;
    expect(await readColumn(path, {name: 'values', type, nullable})).toEqual(values);
  });

  test('tells rows and types, and columns are read in the order asked for', async () => {
    const path = file(`${name} three.parquet`);
    await write(
      writer,
      path,
      column('id', 'int32', [1, 2]),
      column('a.b, "c"', 'utf8', ['x', 'y']),
      column('scores', 'double[]', [[1.5], []]),
    );
    const table = await openParquet(path);
    expect(table.rows).toBe(2);
    expect(table.types).toEqual({id: 'INTEGER', 'a.b, "c"': 'VARCHAR', scores: 'DOUBLE[]'});
    const batches = [];
    const fields: ParquetField[] = [
      {name: 'a.b, "c"', type: 'utf8'},
      {name: 'id', type: 'int32'},
    ];
    for await (const batch of table.read(fields)) batches.push(batch);
    expect(batches).toEqual([
      [
        ['x', 'y'],
        [1, 2],
      ],
    ]);
  });

  test('has the same bytes again', async () => {
    const columns = [column('n', 'int32', [1, 2]), column('genes', 'utf8[]', [['A'], []])];
    await write(writer, file('once.parquet'), ...columns);
    await write(writer, file('again.parquet'), ...columns);
    const once = await readFile(file('once.parquet'));
    expect(once.equals(await readFile(file('again.parquet')))).toBe(true);
  });

  test('is refused when it is cut or overwritten', async () => {
    const path = file(`whole ${name}.parquet`);
    const values = Array.from({length: 3000}, (_, i) => `text ${(i * 7919) % 3001}`);
    await write(writer, path, column('x', 'utf8', values));
    const bytes = await readFile(path);
    for (const length of [4, 11, Math.floor(bytes.length / 2), bytes.length - 1]) {
      await writeFile(file('cut.parquet'), bytes.subarray(0, length));
      await expect(readColumn(file('cut.parquet'), {name: 'x', type: 'utf8'})).rejects.toThrow(
        /cut\.parquet: expected a Parquet file/,
      );
    }
    for (const [start, end] of [
      [100, 2000],
      [4, 40],
      [3000, 3500],
    ]) {
      await writeFile(file('zeros.parquet'), Buffer.from(bytes).fill(0, start, end));
      await expect(readColumn(file('zeros.parquet'), {name: 'x', type: 'utf8'})).rejects.toThrow(
        /zeros\.parquet: column 'x' cannot be read as Parquet: .+ make it again/,
      );
    }
  });

  test('is read by another program', async () => {
    const path = file(`${name} elsewhere.parquet`);
    await write(
      writer,
      path,
      column('n', 'int64', [2 ** 40, null]),
      column('genes', 'utf8[]', [['TP53', 'BAX'], []]),
    );
    expect(
      await runSql(`SELECT n::VARCHAR AS n, len(genes)::INTEGER AS size FROM '${path}'`),
    ).toEqual([
      {n: '1099511627776', size: 2},
      {n: null, size: 0},
    ]);
  });
});

describe('writing a table', () => {
  const numbers = (count: number) =>
    column(
      'n',
      'int32',
      Array.from({length: count}, (_, i) => i),
    );
  const writerOf = async (path: string) => (await openParquet(path)).metadata.created_by;

  test('is done by parquetjs-lite for small tables, by DuckDB for large ones and for NaN', async () => {
    await write(writeParquet, file('small.parquet'), numbers(1000));
    expect(await writerOf(file('small.parquet'))).toBe('parquet.js');
    await write(writeParquet, file('large.parquet'), numbers(100_001));
    expect(await writerOf(file('large.parquet'))).toMatch(/DuckDB/);
    const longLists = column('lists', 'int32[]', [new Array(100_001).fill(1)]);
    await write(writeParquet, file('long.parquet'), longLists);
    expect(await writerOf(file('long.parquet'))).toMatch(/DuckDB/);
    for (const [type, values] of [
      ['double', [1, NaN, null]],
      ['double[]', [[1, NaN], [], null]],
    ] as const) {
      await write(writeParquet, file('nan.parquet'), column('x', type, values));
      const field = {name: 'x', type, nullable: true};
      expect(await readColumn(file('nan.parquet'), field)).toEqual(values);
    }
  });

  test('is done by parquetjs-lite alone where DuckDB has no build, and the reason is said once', async () => {
    const warnings: string[] = [];
    const noDuckdb = () => Promise.reject(new Error('Cannot find its bindings\nRequire stack:'));
    const writer = tableWriter(noDuckdb, message => warnings.push(message));
    for (const name of ['one', 'two']) {
      await write(writer, file(`${name}.parquet`), numbers(100_001));
      expect(await readColumn(file(`${name}.parquet`), {name: 'n', type: 'int32'})).toHaveLength(
        100_001,
      );
    }
    expect(warnings).toEqual([
      'Large Parquet tables are written with parquetjs-lite, which is slower: DuckDB is not available (Cannot find its bindings).',
    ]);
    await expect(
      write(writer, file('no-nan.parquet'), column('x', 'double', [1, NaN])),
    ).rejects.toThrow(/no-nan\.parquet: invalid value for DOUBLE: NaN\. Only DuckDB writes it/);
  });

  const TOO_BIG =
    'found 9007199254740992, expected int64. A number is exact up to 2^53: write more as a text.';
  test.each<[ParquetType, unknown, string]>([
    ['int64', 2 ** 53, TOO_BIG],
    ['int64', 1.5, 'found 1.5, expected int64'],
    ['int64', 5n, 'found 5, expected int64'],
    ['int64[]', [1, -(2 ** 53)], 'found -9007199254740992, expected int64'],
    ['int32', 2 ** 31, 'found 2147483648, expected int32'],
    ['int32', NaN, 'found NaN, expected int32'],
    ['double', '1', 'found "1", expected double. It is of type string, no number.'],
    ['int64', 'B2M', 'found "B2M", expected int64. It is of type string, no number.'],
    ['boolean', 1, 'found 1, expected boolean. It is of type number, no boolean.'],
    [
      'utf8',
      '\ud83e',
      'found "\\ud83e", expected utf8. Code unit 0xd83e at 0 is half a surrogate pair (code units from 0: 0xd83e), which is no text. Mend it at its source.',
    ],
    ['utf8', null, 'found null, expected utf8. Declare the column nullable, or write a value.'],
    ['utf8', undefined, 'found nothing, expected utf8'],
    ['utf8[]', ['a', null], 'found null, expected utf8[]'],
    ['utf8[]', 'a', 'found "a", expected utf8[]'],
    ['utf8', ['a'], 'found ["a"], expected utf8'],
  ])('refuses %s %p and says where, in small and large tables', async (type, value, message) => {
    const good = {int64: 1, int32: 1, double: 1, boolean: true, utf8: 'a'};
    const first = good[type.replace('[]', '') as keyof typeof good];
    const values = [type.endsWith('[]') ? [first] : first, value] as ParquetValue[];
    const refused = {...column('x', type, values), nullable: false};
    const where = `bad.parquet: row 2, column 'x': ${message}`;
    await expect(writeParquet(file('bad.parquet'), 2, [refused])).rejects.toThrow(where);
    await expect(writeParquet(file('bad.parquet'), 200_000, [refused])).rejects.toThrow(where);
  });

  test.each(['float', 'utf8[][]', 'struct'])('refuses a column of %s', async type => {
    const refused = column('x', type as ParquetType, []);
    await expect(writeParquet(file('bad.parquet'), 0, [refused])).rejects.toThrow(
      /Parquet column type '.*': expected one of utf8, int32, int64, double, boolean/,
    );
  });
});

describe('a foreign Parquet file', () => {
  test('is refused where what unpacks its pages never comes back', async () => {
    const path = join(import.meta.dirname, 'fixtures/damaged/zstd-hang.parquet');
    process.env.GENEGLOT_READER_SECONDS = '1';
    try {
      await expect(readColumn(path, {name: 'id', type: 'int32'})).rejects.toThrow(
        "zstd-hang.parquet: column 'id' cannot be read as Parquet: the reader did not come back within 1 s",
      );
    } finally {
      delete process.env.GENEGLOT_READER_SECONDS;
    }
  });

  test('is refused where a page sends the reader back to its own start', async () => {
    const path = join(import.meta.dirname, 'fixtures/damaged/parquetjs-hang.parquet');
    await expect(readColumn(path, {name: 'method', type: 'utf8'})).rejects.toThrow(
      /parquetjs-hang\.parquet: column 'method' cannot be read as Parquet: /,
    );
  });

  test('is refused where INT64 goes beyond 2^53', async () => {
    const path = await writeWithSql(
      file('big.parquet'),
      'SELECT unnest([1, 9007199254740993, -9223372036854775808]) AS n, [9007199254740993] AS list',
    );
    await expect(readColumn(path, {name: 'n', type: 'int64'})).rejects.toThrow(
      /big\.parquet: row 2, column 'n': found 9007199254740993, expected int64\. .* store more as a text/,
    );
    await expect(readColumn(path, {name: 'list', type: 'int64[]'})).rejects.toThrow(
      /row 1, column 'list': found 9007199254740993, expected int64\[\]/,
    );
  });

  test('is refused where null stands and may not, in lists too', async () => {
    const query = "SELECT unnest([1, NULL]) AS n, ['a', NULL] AS list";
    const path = await writeWithSql(file('null.parquet'), query);
    await expect(readColumn(path, {name: 'n', type: 'int32'})).rejects.toThrow(
      /null\.parquet: row 2, column 'n': found null, expected int32\. Fill it, or declare the column nullable/,
    );
    await expect(readColumn(path, {name: 'list', type: 'utf8[]', nullable: true})).rejects.toThrow(
      /row 1, column 'list': found \["a",null\], expected utf8\[\]/,
    );
  });

  test.each([
    ['a struct', '{a: 1}'],
    ['a list of lists', '[[1]]'],
    ['a list of structs', '[{a: 1}]'],
    ['a map', 'MAP {1: 2}'],
    ['a timestamp', "TIMESTAMP '2020-01-01'"],
    ['a timestamp in nanoseconds', "'2020-01-01'::TIMESTAMP_NS"],
    ['a date', "DATE '2020-01-01'"],
    ['a time', "TIME '10:00'"],
    ['a decimal', '1.5::DECIMAL(9, 2)'],
    ['an unsigned integer', '1::UINTEGER'],
    ['a small integer', '1::SMALLINT'],
    ['a huge integer', '1::HUGEINT'],
    ['a float', '1::FLOAT'],
    ['a blob', "'a'::BLOB"],
    ['a UUID', 'uuid()'],
    ['an enumeration', "'a'::ENUM ('a')"],
    ['JSON', '\'{"a": 1}\'::JSON'],
  ])('is refused for %s, and the column beside it is read', async (name, value) => {
    const path = await writeWithSql(file(`${name}.parquet`), `SELECT ${value} AS x, 7 AS n`);
    // HUGEINT becomes DOUBLE in Parquet, an enumeration becomes text.
    const fitting = {'a huge integer': 'double', 'an enumeration': 'utf8'}[name];
    for (const type of ['int32', 'int64', 'double', 'utf8', 'utf8[]', 'int32[]'] as const) {
      if (type === fitting) continue;
      await expect(readColumn(path, {name: 'x', type})).rejects.toThrow(
        new RegExp(`${name}\\.parquet: column 'x' is .+; expected x .+ Write the file`),
      );
    }
    expect(await readColumn(path, {name: 'n', type: 'int32'})).toEqual([7]);
  });

  test('is refused when it is missing, lacks a column or is no Parquet', async () => {
    await write(writeParquet, file('one.parquet'), column('n', 'int32', [1]));
    await expect(readColumn(file('one.parquet'), {name: 'm', type: 'int32'})).rejects.toThrow(
      /one\.parquet: column 'm' is missing; expected m INTEGER/,
    );
    await writeFile(file('text.parquet'), 'set_id,name\n1,apoptosis\n');
    await writeFile(file('empty.parquet'), '');
    for (const name of ['text.parquet', 'empty.parquet', 'missing.parquet']) {
      await expect(readColumn(file(name), {name: 'n', type: 'int32'})).rejects.toThrow(
        new RegExp(
          `${name}: expected a Parquet file: .+ Write it again, or connect another artifact`,
        ),
      );
    }
  });
});

/** The rows that fixtures/make.py writes. */
const FIXTURE: [string, ParquetType, (i: number) => ParquetValue][] = [
  ['n', 'int32', i => i - 40],
  ['big', 'int64', i => (i - 40) * 2 ** 47],
  ['x', 'double', i => (i % 7 === 0 ? null : i % 7 === 1 ? NaN : i / 8)],
  ['text', 'utf8', i => (i % 5 === 0 ? null : `γ🧬 ${i % 20}`)],
  ['flag', 'boolean', i => i % 3 === 0],
  [
    'genes',
    'utf8[]',
    i => (i % 11 === 0 ? null : Array.from({length: i % 4}, (_, j) => `G${(i * j) % 17}`)),
  ],
];

test.each([
  'none',
  'snappy',
  'gzip',
  'brotli',
  'lz4',
  'zstd',
  'plain',
  'delta',
  'second-pages',
  'second-pages-gzip',
  'row-groups',
  'fallback',
])('a file of Arrow C++ is read whatever its compression, encodings and pages: %s', async kind => {
  const path = join(import.meta.dirname, `fixtures/${kind}.parquet`);
  for (const [name, type, valueAt] of FIXTURE) {
    const expected = Array.from({length: 90}, (_, i) => valueAt(i));
    expect(await readColumn(path, {name, type, nullable: true})).toEqual(expected);
  }
  await expect(readColumn(path, {name: 'nested', type: 'int32[]'})).rejects.toThrow(
    /column 'nested' is list of nested groups/,
  );
});
