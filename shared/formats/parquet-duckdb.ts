// Parquet through DuckDB: rows are streamed in and out in chunks, so memory does not grow with the table.
// One thread and fixed row groups: the same rows give the same bytes.
import type {DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBValue} from '@duckdb/node-api';
import {
  checkRead,
  checkWritten,
  expectFields,
  isList,
  kindOf,
  type ParquetCodec,
  type ParquetColumn,
  type ParquetDictionary,
  type ParquetScalar,
  type ParquetTable,
  type ParquetValue,
  type ReadField,
  reasonOf,
} from './parquet-codec.ts';

/** Most rows DuckDB takes in one chunk. */
const CHUNK_ROWS = 2048;
/** A row group is held in memory while it is written: ten chunks keep it small even for long lists. */
const ROW_GROUP_ROWS = 10 * CHUNK_ROWS;
/** Measured: 35 M list values are written and read within a quarter of it. */
const MEMORY_LIMIT = '1GB';

export const duckdbCodec: ParquetCodec = {
  name: 'duckdb',
  write: (path, rows, columns) =>
    withDuckdb(async connection => {
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
    }),
  open: (path, use) =>
    withDuckdb(async connection => {
      const types = await typesOf(connection, path);
      const {rows: count} = await firstRow(
        connection,
        `SELECT count(*) AS rows FROM ${source(path)}`,
      );
      const dictionaries = new Map<string, Promise<ParquetDictionary>>();
      const dictionary = (column: string) => {
        const made = dictionaries.get(column) ?? createDictionary(connection, table, column);
        dictionaries.set(column, made);
        return made;
      };
      const table: ParquetTable = {
        path,
        rows: Number(count),
        types,
        read: fields => readBatches(connection, table, fields),
        dictionary,
      };
      return use(table);
    }),
};

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

/** The columns of a Parquet file and their types; an error says when the file is missing or no Parquet. */
async function typesOf(
  connection: DuckDBConnection,
  path: string,
): Promise<Record<string, string>> {
  const description = await connection
    .runAndReadAll(`DESCRIBE FROM ${source(path)}`)
    .catch(error => {
      throw new Error(
        `${path}: expected a Parquet file: ${reasonOf(error)}. Write it again, or connect another artifact.`,
      );
    });
  return Object.fromEntries(
    description.getRowObjectsJS().map(row => [String(row.column_name), String(row.column_type)]),
  );
}

async function* readBatches(
  connection: DuckDBConnection,
  table: ParquetTable,
  fields: readonly ReadField[],
): AsyncGenerator<ParquetValue[][]> {
  expectFields(table, fields, 'the reader');
  for (const {name, type} of fields) {
    if (type === 'code[]') await createEnumeration(connection, table, name);
  }
  const selected = fields.map(selectField);
  const sql = `SELECT ${selected.join(', ')} FROM ${source(table.path)}`;
  let row = 0;
  for await (const chunk of chunksOf(connection, sql, table.path)) {
    yield fields.map((field, column) => checkRead(table.path, field, valuesOf(chunk, column), row));
    row += chunk.rowCount;
  }
}

function selectField({name, type}: ReadField): string {
  const column = quoteName(name);
  if (type === 'code[]') {
    return `list_transform(${column}, lambda text: enum_code(text::${enumerationOf(name)})::INTEGER)`;
  }
  if (type === 'utf8[]') return `list_transform(${column}, lambda text: ${keepMark('text')})`;
  return type === 'utf8' ? keepMark(column) : column;
}

// DuckDB's Node package drops a byte-order mark that opens a text: it is given a second one to drop.
function keepMark(text: string): string {
  return `CASE WHEN starts_with(${text}, chr(65279)) THEN chr(65279) || ${text} ELSE ${text} END`;
}

async function* chunksOf(
  connection: DuckDBConnection,
  sql: string,
  path: string,
): AsyncGenerator<DuckDBDataChunk> {
  const fail = (error: unknown): never => {
    throw new Error(`${path}: cannot be read as Parquet: ${reasonOf(error)}`);
  };
  const result = await connection.stream(sql).catch(fail);
  for (;;) {
    const chunk = await result.fetchChunk().catch(fail);
    if (!chunk || chunk.rowCount === 0) return;
    yield chunk;
  }
}

function valuesOf(chunk: DuckDBDataChunk, column: number): ParquetValue[] {
  return chunk
    .getColumnValues(column)
    .map(value =>
      value !== null && typeof value === 'object' && 'items' in value ? value.items : value,
    ) as ParquetValue[];
}

/** Fills a table with the distinct texts of a column; `read` makes an SQL enumeration of it for codes. */
async function createDictionary(
  connection: DuckDBConnection,
  table: ParquetTable,
  column: string,
): Promise<ParquetDictionary> {
  const name = quoteName(column);
  const list = isList(table.types[column] ?? '');
  expectFields(table, [{name: column, type: list ? 'utf8[]' : 'utf8'}], 'a dictionary');
  const texts: string[] = [];
  await connection.run(
    `CREATE TABLE ${dictionaryOf(column)} AS
      SELECT DISTINCT ${list ? `unnest(${name})` : name} AS text FROM ${source(table.path)} ORDER BY text`,
  );
  const sql = `SELECT ${keepMark('text')} FROM ${dictionaryOf(column)}`;
  for await (const chunk of chunksOf(connection, sql, table.path)) {
    for (const text of chunk.getColumnValues(0)) {
      if (text === null)
        throw new Error(`${table.path}: column '${column}' holds a null; expected texts`);
      texts.push(text as string);
    }
  }
  const {values} = await firstRow(
    connection,
    `SELECT ${list ? `coalesce(sum(len(${name})), 0)` : `count(${name})`} AS values FROM ${source(table.path)}`,
  );
  return {texts, values: Number(values)};
}

/** An enumeration of all texts of a column: lists are then read as numbers, not texts. */
async function createEnumeration(
  connection: DuckDBConnection,
  table: ParquetTable,
  column: string,
): Promise<void> {
  await table.dictionary(column);
  await connection.run(`DROP TYPE IF EXISTS ${enumerationOf(column)}`);
  await connection.run(
    `CREATE TYPE ${enumerationOf(column)} AS ENUM (SELECT text FROM ${dictionaryOf(column)})`,
  );
}

async function firstRow(
  connection: DuckDBConnection,
  sql: string,
): Promise<Record<string, unknown>> {
  const result = await connection.runAndReadAll(sql);
  return result.getRowObjectsJS()[0];
}

const dictionaryOf = (column: string) => quoteName(`texts of ${column}`);
const enumerationOf = (column: string) => quoteName(`codes of ${column}`);

/** The SQL source that reads exactly this file (no glob). */
function source(path: string): string {
  return `read_parquet([${quoteText(path.replace(/[*?[\]]/g, '[$&]'))}])`;
}

/** A text literal of SQL. */
function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A column name of SQL. */
function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
