// Parquet through DuckDB: rows are streamed in and out in chunks, so memory does not grow with the table.
// One thread and fixed row groups: the same rows give the same bytes.
import type {
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBListVector,
  DuckDBType,
  DuckDBValue,
} from '@duckdb/node-api';

/** Most rows DuckDB takes in one chunk. */
export const CHUNK_ROWS = 2048;
/** A row group is held in memory while it is written: ten chunks keep it small even for long lists. */
const ROW_GROUP_ROWS = 10 * CHUNK_ROWS;
/** Measured: 35 M list values are written and read within a quarter of it. */
const MEMORY_LIMIT = '1GB';

export type ParquetScalar = number | string | boolean;
export type ParquetValue = ParquetScalar | readonly ParquetScalar[] | null;

/** A column of a table: its name, DuckDB type (e.g. `VARCHAR[]`), and its values for rows start..end-1. */
export interface ParquetColumn {
  name: string;
  type: string;
  values(start: number, end: number): ParquetValue[];
}

/** Runs `use` on a connection of a private in-memory DuckDB, and closes it. */
export async function withDuckdb<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const {DuckDBInstance} = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: MEMORY_LIMIT,
    // Nothing may be spilled into the working directory.
    temp_directory: '',
  });
  const connection = await instance.connect();
  try {
    return await use(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Writes `rows` rows as a ZSTD-compressed Parquet file. */
export async function writeParquet(
  path: string,
  rows: number,
  columns: readonly ParquetColumn[],
): Promise<void> {
  await withDuckdb(async connection => {
    // A failing column is rethrown as itself: DuckDB would wrap it in words of its own.
    const failure: {error?: unknown} = {};
    await registerSource(connection, rows, columns, failure);
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
  rows: number,
  columns: readonly ParquetColumn[],
  failure: {error?: unknown},
): Promise<void> {
  const {DuckDBTableFunction, listValue} = await import('@duckdb/node-api');
  const toDuckdb = (value: ParquetValue): DuckDBValue =>
    Array.isArray(value) ? listValue(value) : (value as ParquetScalar | null);
  const types = await Promise.all(columns.map(({type}) => duckdbType(type)));
  let next = 0;
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
        const end = Math.min(next + CHUNK_ROWS, rows);
        try {
          fillChunk(chunk, columns, next, end, toDuckdb);
        } catch (error) {
          failure.error = error;
          info.setError(String(error));
        }
        next = end;
      },
    }),
  );
}

function fillChunk(
  chunk: DuckDBDataChunk,
  columns: readonly ParquetColumn[],
  start: number,
  end: number,
  toDuckdb: (value: ParquetValue) => DuckDBValue,
): void {
  chunk.rowCount = end - start;
  if (end === start) return;
  columns.forEach(({values}, column) => {
    chunk.setColumnValues(column, values(start, end).map(toDuckdb));
  });
}

async function duckdbType(type: string): Promise<DuckDBType> {
  const {BOOLEAN, DOUBLE, INTEGER, LIST, VARCHAR} = await import('@duckdb/node-api');
  const scalars: Record<string, DuckDBType> = {BOOLEAN, DOUBLE, INTEGER, VARCHAR};
  const scalar = scalars[type.replace('[]', '')];
  if (!scalar) throw new Error(`no DuckDB type ${type} is mapped here; add it to duckdbType`);
  return type.endsWith('[]') ? LIST(scalar) : scalar;
}

/** Calls `visit` with each chunk of a query's rows, in order. */
export async function visitChunks(
  connection: DuckDBConnection,
  sql: string,
  visit: (chunk: DuckDBDataChunk) => void,
): Promise<void> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    visit(chunk);
  }
}

/** A list column of a chunk, whose values lie flat in its child vector. */
export function listVector(chunk: DuckDBDataChunk, column: number): DuckDBListVector {
  return chunk.getColumnVector(column) as DuckDBListVector;
}

/** The columns of a Parquet file and their DuckDB types; an error says when the file is missing or no Parquet. */
export async function parquetSchema(
  connection: DuckDBConnection,
  path: string,
): Promise<Record<string, string>> {
  let description: Awaited<ReturnType<DuckDBConnection['runAndReadAll']>>;
  try {
    description = await connection.runAndReadAll(`DESCRIBE FROM ${parquetSource(path)}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Error(`${path}: expected a Parquet file: ${reason}`);
  }
  return Object.fromEntries(
    description.getRowObjectsJS().map(row => [String(row.column_name), String(row.column_type)]),
  );
}

/** Fails when a Parquet file lacks one of the columns or holds it in another type. */
export async function expectColumns(
  connection: DuckDBConnection,
  path: string,
  expected: Record<string, string>,
  format: string,
): Promise<void> {
  const found = await parquetSchema(connection, path);
  for (const [name, type] of Object.entries(expected)) {
    if (found[name] === type) continue;
    const what = found[name] ? `column '${name}' is ${found[name]}` : `column '${name}' is missing`;
    throw new Error(
      `${path}: ${what}; expected ${name} ${type} as ${format} has it (found ${describe(found)}). Write the file with format ${format}, or connect another artifact.`,
    );
  }
}

function describe(schema: Record<string, string>): string {
  return Object.entries(schema)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
}

/** The SQL source that reads exactly this file (no glob). */
export function parquetSource(path: string): string {
  return `read_parquet([${quoteText(path.replace(/[*?[\]]/g, '[$&]'))}])`;
}

/** A text literal of SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A column name of SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
