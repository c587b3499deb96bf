// Writes Parquet files with DuckDB: it pulls the rows in chunks, so memory does not grow with the table.
// One thread and fixed row groups: the same rows give the same bytes.
import type {DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBValue} from '@duckdb/node-api';
import {quoteText, withDuckdb} from './duckdb-connection.ts';
import {
  checkWritten,
  isList,
  kindOf,
  type ParquetColumn,
  type ParquetScalar,
  type ParquetValue,
} from './parquet-codec.ts';

/** Most rows DuckDB takes in one chunk. */
const CHUNK_ROWS = 2048;
/** A row group is held in memory while it is written: ten chunks keep it small even for long lists. */
const ROW_GROUP_ROWS = 10 * CHUNK_ROWS;

/** Writes `rows` rows, ZSTD-compressed. */
export async function writeRows(
  path: string,
  rows: number,
  columns: readonly ParquetColumn[],
): Promise<void> {
  await withDuckdb(async connection => {
    // A failing column is rethrown as itself: DuckDB would wrap it in words of its own.
    const failure: {error?: unknown} = {};
    await registerSource(connection, path, rows, columns, failure);
    try {
      await connection.run(
        `COPY (FROM source_rows()) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`,
      );
    } catch (error) {
      throw failure.error ?? error;
    }
  });
}

/** Offers the columns to SQL as the table function `source_rows()`. */
async function registerSource(
  connection: DuckDBConnection,
  path: string,
  rows: number,
  columns: readonly ParquetColumn[],
  failure: {error?: unknown},
): Promise<void> {
  const {DuckDBTableFunction, listValue} = await import('@duckdb/node-api');
  const toScalar = (value: ParquetScalar, type: string): DuckDBValue =>
    type.startsWith('int64') ? BigInt(value) : value;
  const toDuckdb = (value: ParquetValue, type: string): DuckDBValue => {
    if (value === null) return null;
    if (!Array.isArray(value)) return toScalar(value as ParquetScalar, type);
    return listValue(
      type === 'int64[]' ? value.map(element => toScalar(element, type)) : (value as DuckDBValue[]),
    );
  };
  const types = await Promise.all(columns.map(duckdbType));
  let next = 0;
  const fillChunk = (chunk: DuckDBDataChunk): void => {
    const start = next;
    next = Math.min(start + CHUNK_ROWS, rows);
    chunk.rowCount = next - start;
    if (next === start) return;
    columns.forEach((column, place) => {
      const values = column.values(start, next);
      checkWritten(path, column, values, start);
      chunk.setColumnValues(
        place,
        values.map(value => toDuckdb(value, column.type)),
      );
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
  const scalar = {
    utf8: VARCHAR,
    int32: INTEGER,
    int64: BIGINT,
    bigint: BIGINT,
    double: DOUBLE,
    boolean: BOOLEAN,
  }[kindOf(type)];
  return isList(type) ? LIST(scalar) : scalar;
}
