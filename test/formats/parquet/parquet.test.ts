import {afterEach, describe, expect, test} from '@jest/globals';
import {codecChooser, parquetCodec} from '../../../shared/formats/parquet/parquet.ts';
import {duckdbCodec} from '../../../shared/formats/parquet/parquet-duckdb.ts';
import {parquetjsCodec} from '../../../shared/formats/parquet/parquet-parquetjs.ts';
import {useCodec} from '../use-codec.ts';

const both = {duckdb: async () => duckdbCodec, parquetjs: async () => parquetjsCodec};
const withoutDuckdb = {
  ...both,
  duckdb: () => Promise.reject(new Error('Cannot find its bindings\nRequire stack:')),
};

describe('the Parquet codec in use', () => {
  useCodec('');
  afterEach(() => {
    process.env.GENEGLOT_PARQUET = '';
  });

  test('is DuckDB where its library loads', async () => {
    expect((await parquetCodec()).name).toBe('duckdb');
  });

  test('is parquetjs-lite elsewhere, and the reason is said once', async () => {
    const warnings: string[] = [];
    const choose = codecChooser(withoutDuckdb, message => warnings.push(message));
    expect([(await choose()).name, (await choose()).name]).toEqual(['parquetjs', 'parquetjs']);
    expect(warnings).toEqual([
      'Parquet files are written and read with parquetjs, which is slower: duckdb is not available (Cannot find its bindings).',
    ]);
  });

  test.each([['duckdb'], ['parquetjs']])('is %s where GENEGLOT_PARQUET says so', async name => {
    process.env.GENEGLOT_PARQUET = name;
    expect((await parquetCodec()).name).toBe(name);
  });

  test('is never another than GENEGLOT_PARQUET names', async () => {
    process.env.GENEGLOT_PARQUET = 'polars';
    await expect(parquetCodec()).rejects.toThrow(
      'GENEGLOT_PARQUET is polars: expected duckdb, parquetjs',
    );
    process.env.GENEGLOT_PARQUET = 'duckdb';
    await expect(codecChooser(withoutDuckdb, () => {})()).rejects.toThrow(
      'GENEGLOT_PARQUET is duckdb, which is not available (Cannot find its bindings). Install its packages (npm ci), or unset GENEGLOT_PARQUET.',
    );
  });
});
