import {readFile, writeFile} from 'node:fs/promises';
import {describe, expect, test} from '@jest/globals';
import {withDuckdb} from '../../../shared/formats/parquet/duckdb-connection.ts';
import type {
  ParquetCodec,
  ParquetColumn,
  ParquetType,
  ParquetValue,
  ReadField,
} from '../../../shared/formats/parquet/parquet-codec.ts';
import {duckdbCodec} from '../../../shared/formats/parquet/parquet-duckdb.ts';
import {parquetjsCodec} from '../../../shared/formats/parquet/parquet-parquetjs.ts';
import {scratchFolder} from '../scratch-folder.ts';

const file = scratchFolder();
const CODECS = [duckdbCodec, parquetjsCodec];
/** Every codec reads what itself and the other wrote. */
const PAIRS = CODECS.flatMap(writer =>
  CODECS.map(reader => [writer.name, reader.name, writer, reader] as const),
);

function column(name: string, type: ParquetType, values: readonly ParquetValue[]): ParquetColumn {
  return {
    name,
    type,
    nullable: values.includes(null),
    values: (...range) => values.slice(...range),
  };
}

async function write(codec: ParquetCodec, path: string, ...columns: ParquetColumn[]) {
  const rows = Math.max(...columns.map(({values}) => values(0, Number.MAX_SAFE_INTEGER).length));
  await codec.write(path, rows, columns);
}

/** All values of one column. */
function readColumn(codec: ParquetCodec, path: string, field: ReadField): Promise<ParquetValue[]> {
  return codec.open(path, async table => {
    const values: ParquetValue[] = [];
    for await (const [batch] of table.read([field])) for (const value of batch) values.push(value);
    return values;
  });
}

/** A file that neither codec would write. */
async function writeForeign(name: string, query: string, options = ''): Promise<string> {
  const path = file(name);
  await withDuckdb(connection =>
    connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet${options})`),
  );
  return path;
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
  ['int64 as numbers', 'int64', [0, -1, 2 ** 53 - 1, -(2 ** 53) + 1]],
  ['int64 as bigints', 'bigint', [0n, -1n, 2n ** 53n - 1n]],
  ['doubles', 'double', [0, -0, 0.1, 5e-324, -1.7976931348623157e308, 1e21, Infinity, -Infinity]],
  // Beside 0, DuckDB's dictionary would take -0 for it.
  ['the same few doubles', 'double', new Array(500).fill([-0, 1.5]).flat()],
  ['booleans', 'boolean', [true, false, false, true, true, false, true, true, true]],
  ['numbers and nulls', 'int32', [null, 3, null, null, 7]],
  ['nulls alone', 'double', [null, null]],
  ['lists of texts, empty and null ones', 'utf8[]', [[], UNICODE, null, ['x'], [], null]],
  ['lists of int32', 'int32[]', [[1], [], [2 ** 31 - 1, -(2 ** 31)]]],
  ['lists of int64', 'int64[]', [[2 ** 53 - 1], []]],
  ['lists of bigints', 'bigint[]', [[-5n, 2n ** 40n]]],
  ['lists of doubles', 'double[]', [[0.5, -0], []]],
  ['lists of booleans', 'boolean[]', [[true, false, true], []]],
  ['empty lists alone', 'utf8[]', [[], []]],
  ['no rows', 'utf8', []],
  ['no lists', 'int32[]', []],
  ['long lists', 'int32[]', [Array.from({length: 100_000}, (_, i) => i % 70_000), [], [1]]],
  // Runs of one place above 255 in the dictionary take two bytes.
  ['runs of many texts', 'utf8', Array.from({length: 30_000}, (_, i) => `G${Math.floor(i / 40)}`)],
  ['many row groups', 'int64', Array.from({length: 50_000}, (_, i) => i * 1_000_003)],
  [
    'many row groups of lists',
    'utf8[]',
    Array.from({length: 45_000}, (_, i) =>
      i % 11 === 0 ? null : Array.from({length: i % 5}, (_, j) => `G${(i * j) % 701}`),
    ),
  ],
];

describe.each(PAIRS)('Parquet written by %s and read by %s', (_, __, writer, reader) => {
  test.each(CASES)('keeps %s', async (name, type, values) => {
    const path = file(`${writer.name} ${name}.parquet`);
    const written = column('values', type, values);
    await write(writer, path, written);
    const read = await readColumn(reader, path, {
      name: 'values',
      type,
      nullable: written.nullable ?? false,
    });
    expect(read).toEqual(values);
  });

  test('tells rows and types, and reads columns in the order asked for', async () => {
    const path = file(`${writer.name} three.parquet`);
    await write(
      writer,
      path,
      column('id', 'int32', [1, 2]),
      column('a.b, "c"', 'utf8', ['x', 'y']),
      column('scores', 'double[]', [[1.5], []]),
    );
    await reader.open(path, async table => {
      expect(table.rows).toBe(2);
      expect(table.types).toEqual({id: 'INTEGER', 'a.b, "c"': 'VARCHAR', scores: 'DOUBLE[]'});
      const batches = [];
      const fields: ReadField[] = [
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
  });

  test('gives lists of texts as places in a dictionary that ascends by bytes', async () => {
    const path = file(`${writer.name} genes.parquet`);
    // U+FF21 follows 🧬 in UTF-16, and precedes it in UTF-8.
    const genes = [['TP53', '🧬', 'BAX'], [], ['Ａ', 'BAX', '\ufefftp53']];
    await write(
      writer,
      path,
      column('genes', 'utf8[]', genes),
      column('lib', 'utf8', ['b', 'a', 'b']),
    );
    await reader.open(path, async table => {
      expect(await table.dictionary('genes')).toEqual({
        texts: ['BAX', 'TP53', '\ufefftp53', 'Ａ', '🧬'],
        values: 6,
      });
      expect(await table.dictionary('lib')).toEqual({texts: ['a', 'b'], values: 3});
    });
    expect(await readColumn(reader, path, {name: 'genes', type: 'code[]'})).toEqual([
      [1, 4, 0],
      [],
      [3, 0, 2],
    ]);
  });
});

describe.each(CODECS.map(codec => [codec.name, codec] as const))('the %s codec', (_, codec) => {
  test('writes the same bytes again', async () => {
    const columns = [column('n', 'int32', [1, 2]), column('genes', 'utf8[]', [['A'], []])];
    await write(codec, file('once.parquet'), ...columns);
    await write(codec, file('again.parquet'), ...columns);
    const [once, again] = [
      await readFile(file('once.parquet')),
      await readFile(file('again.parquet')),
    ];
    expect(once.equals(again)).toBe(true);
  });

  test.each<[ParquetType, unknown, string]>([
    [
      'int64',
      2 ** 53,
      "found 9007199254740992, expected int64. A number is exact up to 2^53; declare the column 'bigint' for more.",
    ],
    ['int64', 1.5, 'found 1.5, expected int64'],
    ['int64', 5n, 'found 5, expected int64'],
    ['int64[]', [1, -(2 ** 53)], 'found -9007199254740992, expected int64'],
    [
      'bigint',
      2n ** 63n,
      'found 9223372036854775808, expected bigint. INT64 ends at ±2^63; write it as a text.',
    ],
    ['int32', 2 ** 31, 'found 2147483648, expected int32'],
    ['int32', NaN, 'found NaN, expected int32'],
    ['double', '1', 'found "1", expected double'],
    ['boolean', 1, 'found 1, expected boolean'],
    ['utf8', '\ud83e', 'Half a surrogate pair is no text; mend it at its source.'],
    ['utf8', null, 'found null, expected utf8. Declare the column nullable, or write a value.'],
    ['utf8', undefined, 'found nothing, expected utf8'],
    ['utf8[]', ['a', null], 'found null, expected utf8[]'],
    ['utf8[]', 'a', 'found "a", expected utf8[]'],
    ['utf8', ['a'], 'found ["a"], expected utf8'],
  ])('refuses to write %s %p and says where', async (type, value, message) => {
    const good = {int64: 1, bigint: 1n, int32: 1, double: 1, boolean: true, utf8: 'a'};
    const first = good[type.replace('[]', '') as keyof typeof good];
    const values = [type.endsWith('[]') ? [first] : first, value] as ParquetValue[];
    const refused = {...column('x', type, values), nullable: false};
    await expect(codec.write(file('bad.parquet'), 2, [refused])).rejects.toThrow(
      `bad.parquet: row 2, column 'x': ${message.startsWith('found') ? message : ''}`,
    );
    await expect(codec.write(file('bad.parquet'), 2, [refused])).rejects.toThrow(message);
  });

  test.each(['float', 'utf8[][]', 'struct', 'code[]'])(
    'refuses to write a column of %s',
    async type => {
      const refused = column('x', type as ParquetType, []);
      await expect(codec.write(file('bad.parquet'), 0, [refused])).rejects.toThrow(
        /Parquet column type '.*': expected one of utf8, int32, int64, bigint, double, boolean/,
      );
    },
  );

  test('refuses INT64 beyond 2^53 read as numbers, and reads it as bigints', async () => {
    const path = await writeForeign(
      `${codec.name} big.parquet`,
      'SELECT unnest([1, 9007199254740993, -9223372036854775808]) AS n, [9007199254740993] AS list',
    );
    await expect(readColumn(codec, path, {name: 'n', type: 'int64'})).rejects.toThrow(
      /big\.parquet: row 2, column 'n': found 9007199254740993, expected int64\. .* read the column as 'bigint'/,
    );
    await expect(readColumn(codec, path, {name: 'list', type: 'int64[]'})).rejects.toThrow(
      /row 1, column 'list': found 9007199254740993, expected int64\[\]/,
    );
    expect(await readColumn(codec, path, {name: 'n', type: 'bigint'})).toEqual([
      1n,
      9007199254740993n,
      -(2n ** 63n),
    ]);
  });

  test('reads NaN', async () => {
    const path = await writeForeign('nan.parquet', "SELECT 'NaN'::DOUBLE AS x");
    expect(await readColumn(codec, path, {name: 'x', type: 'double'})).toEqual([NaN]);
  });

  test('refuses null where none may be, in lists too', async () => {
    const path = await writeForeign(
      'null.parquet',
      "SELECT unnest([1, NULL]) AS n, ['a', NULL] AS list",
    );
    await expect(readColumn(codec, path, {name: 'n', type: 'int32'})).rejects.toThrow(
      /null\.parquet: row 2, column 'n': found null, expected int32\. Fill it, or declare the column nullable/,
    );
    await expect(
      readColumn(codec, path, {name: 'list', type: 'utf8[]', nullable: true}),
    ).rejects.toThrow(/row 1, column 'list': found \["a",null\], expected utf8\[\]/);
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
  ])('refuses %s, and reads the column beside it', async (name, value) => {
    const path = await writeForeign(`${name}.parquet`, `SELECT ${value} AS x, 7 AS n`);
    // HUGEINT becomes DOUBLE in Parquet, an enumeration becomes text.
    const fitting = {'a huge integer': 'double', 'an enumeration': 'utf8'}[name];
    for (const type of ['int32', 'int64', 'double', 'utf8', 'utf8[]', 'int32[]'] as const) {
      if (type === fitting) continue;
      await expect(readColumn(codec, path, {name: 'x', type})).rejects.toThrow(
        new RegExp(`${name}\\.parquet: column 'x' is .+; expected x .+ Write the file`),
      );
    }
    expect(await readColumn(codec, path, {name: 'n', type: 'int32'})).toEqual([7]);
  });

  test.each(['uncompressed', 'snappy', 'gzip', 'zstd'])('reads %s files', async compression => {
    const path = await writeForeign(
      `${compression}.parquet`,
      "SELECT i::INTEGER AS n, ['G' || i % 300] AS genes FROM range(5000) t(i)",
      `, COMPRESSION ${compression}`,
    );
    const genes = await readColumn(codec, path, {name: 'genes', type: 'utf8[]'});
    expect(genes).toEqual(Array.from({length: 5000}, (_, i) => [`G${i % 300}`]));
  });

  test('refuses a missing column, a missing file and files that are no Parquet', async () => {
    await write(codec, file('one.parquet'), column('n', 'int32', [1]));
    await expect(
      readColumn(codec, file('one.parquet'), {name: 'm', type: 'int32'}),
    ).rejects.toThrow(/one\.parquet: column 'm' is missing; expected m INTEGER/);
    await writeFile(file('text.parquet'), 'set_id,name\n1,apoptosis\n');
    await writeFile(file('empty.parquet'), '');
    for (const name of ['text.parquet', 'empty.parquet', 'missing.parquet']) {
      await expect(readColumn(codec, file(name), {name: 'n', type: 'int32'})).rejects.toThrow(
        new RegExp(
          `${name}: expected a Parquet file: .+ Write it again, or connect another artifact`,
        ),
      );
    }
  });

  test.each(PAIRS.slice(0, 1).concat(PAIRS.slice(2, 3)))(
    'refuses a cut or overwritten file of %s',
    async (name, _, writer) => {
      const path = file(`whole ${name}.parquet`);
      const values = Array.from({length: 3000}, (_, i) => `text ${(i * 7919) % 3001}`);
      await write(writer, path, column('x', 'utf8', values));
      const bytes = await readFile(path);
      for (const length of [4, 11, Math.floor(bytes.length / 2), bytes.length - 1]) {
        await writeFile(file('cut.parquet'), bytes.subarray(0, length));
        await expect(
          readColumn(codec, file('cut.parquet'), {name: 'x', type: 'utf8'}),
        ).rejects.toThrow(/cut\.parquet: expected a Parquet file/);
      }
      await writeFile(file('zeros.parquet'), Buffer.from(bytes).fill(0, 100, 2000));
      await expect(
        readColumn(codec, file('zeros.parquet'), {name: 'x', type: 'utf8'}),
      ).rejects.toThrow(/zeros\.parquet: .*cannot be read as Parquet/);
    },
  );
});

describe('the parquetjs codec alone', () => {
  test('refuses to write what parquetjs-lite cannot hold', async () => {
    const path = file('limits.parquet');
    await expect(write(parquetjsCodec, path, column('x', 'double', [1, NaN]))).rejects.toThrow(
      /limits\.parquet: row 2, column 'x': found NaN, which parquetjs-lite cannot hold: write null .*GENEGLOT_PARQUET=duckdb/,
    );
    await expect(
      write(parquetjsCodec, path, column('x', 'bigint', [2n ** 53n + 1n])),
    ).rejects.toThrow(
      /row 1, column 'x': found 9007199254740993, which parquetjs-lite would round/,
    );
  });

  test('refuses compressions and encodings it cannot read, and points to DuckDB', async () => {
    const query = 'SELECT i::INTEGER AS n FROM range(5000) t(i)';
    const brotli = await writeForeign('brotli.parquet', query, ', COMPRESSION brotli');
    await expect(readColumn(parquetjsCodec, brotli, {name: 'n', type: 'int32'})).rejects.toThrow(
      /column 'n' cannot be read as Parquet: compression BROTLI; expected .*GENEGLOT_PARQUET=duckdb/,
    );
    const delta = await writeForeign('delta.parquet', query, ', PARQUET_VERSION v2');
    await expect(readColumn(parquetjsCodec, delta, {name: 'n', type: 'int32'})).rejects.toThrow(
      /encoding DELTA_BINARY_PACKED; expected PLAIN/,
    );
  });
});

describe('the duckdb codec alone', () => {
  test('holds every INT64 and NaN', async () => {
    const path = file('all.parquet');
    const numbers = [2n ** 63n - 1n, -(2n ** 63n)];
    await write(duckdbCodec, path, column('n', 'bigint', numbers), column('x', 'double', [NaN, 1]));
    for (const reader of CODECS) {
      expect(await readColumn(reader, path, {name: 'n', type: 'bigint'})).toEqual(numbers);
      expect(await readColumn(reader, path, {name: 'x', type: 'double'})).toEqual([NaN, 1]);
    }
  });
});
