// Parquet through DuckDB: rows are streamed in and out in chunks, so memory does not grow with the table.
import type {DuckDBConnection, DuckDBDataChunk} from '@duckdb/node-api';
import {quoteName, quoteText, withDuckdb} from './duckdb-connection.ts';
import {writeRows} from './duckdb-write.ts';
import {
  checkRead,
  expectFields,
  isList,
  type ParquetCodec,
  type ParquetDictionary,
  type ParquetTable,
  type ParquetValue,
  type ReadField,
  reasonOf,
} from './parquet-codec.ts';

export const duckdbCodec: ParquetCodec = {
  name: 'duckdb',
  write: writeRows,
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
