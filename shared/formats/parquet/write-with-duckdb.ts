// Writes Parquet files with DuckDB: it pulls the rows in chunks, so memory does not grow with the table.
// One thread and fixed row groups: the same rows give the same bytes. Nothing is spilled into the working directory.
import type {DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBValue} from '@duckdb/node-api';
import {isList, kindOf, type ParquetColumn, type ParquetValue, type WriteRows} from './columns.ts';

/** Measured: 35 M list values are written within a quarter of it. */
const MEMORY_LIMIT = '1GB';
/** Most rows DuckDB takes in one chunk. */
const CHUNK_ROWS = 2048;
/** A row group is held in memory while it is written: ten chunks keep it small even for long lists. */
const ROW_GROUP_ROWS = 10 * CHUNK_ROWS;

/** Writes `rows` rows of checked columns, ZSTD-compressed. */
export const writeWithDuckdb: WriteRows = async (path, rows, columns) => {
  const {DuckDBInstance} = await import('@duckdb/node-api');
  const settings = {threads: '1', memory_limit: MEMORY_LIMIT, temp_directory: ''};
  const instance = await DuckDBInstance.create(':memory:', settings);
  const connection = await instance.connect();
  // A failing column is rethrown as itself: DuckDB would wrap it in words of its own.
  const failure: {error?: unknown} = {};
  try {
    await registerSource(connection, rows, columns, failure);
    await connection.run(
      `COPY (FROM source_rows()) TO '${path.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`,
    );
  } catch (error) {
    throw failure.error ?? error;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};

/** Offers the columns to SQL as the table function `source_rows()`. */
async function registerSource(
  connection: DuckDBConnection,
  rows: number,
  columns: readonly ParquetColumn[],
  failure: {error?: unknown},
): Promise<void> {
  const {DuckDBTableFunction, listValue} = await import('@duckdb/node-api');
  const types = await Promise.all(columns.map(duckdbType));
  const toDuckdb = (value: ParquetValue, kind: string): DuckDBValue => {
    if (Array.isArray(value)) return listValue(value.map(element => toDuckdb(element, kind)));
    return kind === 'int64' && value !== null ? BigInt(value as number) : (value as DuckDBValue);
  };
  let next = 0;
  const fillChunk = (chunk: DuckDBDataChunk): void => {
    const start = next;
    next = Math.min(start + CHUNK_ROWS, rows);
    chunk.rowCount = next - start;
    if (next === start) return;
    columns.forEach(({type, values}, place) => {
      const taken = values(start, next).map(value => toDuckdb(value, kindOf(type)));
      chunk.setColumnValues(place, taken);
    });
  };
  connection.registerTableFunction(
    DuckDBTableFunction.create({
      name: 'source_rows',
      bindFunction: bind => {
        columns.forEach(({name}, column) => {
          bind.addResultColumn(name, types[column]);
        });
      },
      initFunction: () => {},
      mainFunction: (info, chunk) => {
        try {
          fillChunk(chunk);
        } catch (error) {
          failure.error = error;
          info.setError(String(error));
        }
      },
    }),
  );
}

async function duckdbType({type}: ParquetColumn): Promise<DuckDBType> {
  const {BIGINT, BOOLEAN, DOUBLE, INTEGER, LIST, VARCHAR} = await import('@duckdb/node-api');
  const scalar = {utf8: VARCHAR, int32: INTEGER, int64: BIGINT, double: DOUBLE, boolean: BOOLEAN};
  return isList(type) ? LIST(scalar[kindOf(type)]) : scalar[kindOf(type)];
}
