// Small tables as Parquet files: an array of plain objects, typed by the columns they are declared with.
import type {DuckDBValue} from '@duckdb/node-api';
import type {Format} from './format.ts';
import {
  expectColumns,
  type ParquetColumn,
  type ParquetValue,
  parquetSchema,
  parquetSource,
  quoteName,
  visitChunks,
  withDuckdb,
  writeParquet,
} from './parquet.ts';

interface Scalars {
  int32: number;
  float64: number;
  string: string;
  boolean: boolean;
}
type Scalar = keyof Scalars;
type Base = Scalar | `${Scalar}[]`;
/** Type of a column; a trailing `?` allows null. */
export type ColumnType = Base | `${Base}?`;
export type Columns = Record<string, ColumnType>;

type BaseValue<T extends string> = T extends Scalar
  ? Scalars[T]
  : T extends `${infer E extends Scalar}[]`
    ? Scalars[E][]
    : never;
type ColumnValue<T extends ColumnType> = T extends `${infer B extends Base}?`
  ? BaseValue<B> | null
  : BaseValue<T>;

/** The row type that columns declare, e.g. `{setId: 'int32', pValue: 'float64?'}` → `{setId: number; pValue: number | null}`. */
export type RowOf<C extends Columns> = {[K in keyof C]: ColumnValue<C[K]>};

const DUCKDB_TYPES: Record<Scalar, string> = {
  int32: 'INTEGER',
  float64: 'DOUBLE',
  string: 'VARCHAR',
  boolean: 'BOOLEAN',
};

/** Declares a table format by its columns; `counts.rows` is in its summary. */
export function recordTable<const C extends Columns>(
  name: string,
  version: number,
  columns: C,
): Format<RowOf<C>[]> {
  const names = Object.keys(columns);
  const schema = Object.fromEntries(names.map(column => [column, duckdbTypeOf(columns[column])]));
  return {
    name,
    version,
    extension: '.parquet',
    write: (path, rows) =>
      writeParquet(
        path,
        rows.length,
        names.map(column => toParquetColumn(name, column, columns[column], rows)),
      ),
    read: path =>
      withDuckdb(async connection => {
        await expectColumns(connection, path, schema, name);
        const rows: RowOf<C>[] = [];
        const sql = `SELECT ${names.map(quoteName).join(', ')} FROM ${parquetSource(path)}`;
        await visitChunks(connection, sql, chunk => {
          const values = names.map((_, column) => chunk.getColumnValues(column).map(toPlain));
          for (let row = 0; row < chunk.rowCount; row++) {
            rows.push(toRow(path, columns, names, values, row, rows.length) as RowOf<C>);
          }
        });
        return rows;
      }),
    summarize: path =>
      withDuckdb(async connection => {
        const result = await connection.runAndReadAll(
          `SELECT count(*)::INTEGER FROM ${parquetSource(path)}`,
        );
        return {
          counts: {rows: Number(result.getRows()[0][0])},
          schema: await parquetSchema(connection, path),
        };
      }),
  };
}

function duckdbTypeOf(type: ColumnType): string {
  const base = type.replace('?', '');
  return base.endsWith('[]')
    ? `${DUCKDB_TYPES[base.slice(0, -2) as Scalar]}[]`
    : DUCKDB_TYPES[base as Scalar];
}

function toParquetColumn(
  table: string,
  column: string,
  type: ColumnType,
  rows: readonly Record<string, unknown>[],
): ParquetColumn {
  const valueAt = (row: number): ParquetValue => {
    const value = rows[row][column];
    if (value === null && type.endsWith('?')) return null;
    if (!fits(value, type.replace('?', ''))) {
      throw new Error(
        `${table}: row ${row + 1}, column '${column}': found ${show(value)}, expected ${type}. Only a type that ends in '?' may be null.`,
      );
    }
    return value as ParquetValue;
  };
  return {
    name: column,
    type: duckdbTypeOf(type),
    values: (start, end) => Array.from({length: end - start}, (_, i) => valueAt(start + i)),
  };
}

function fits(value: unknown, base: string): boolean {
  if (base.endsWith('[]')) {
    return Array.isArray(value) && value.every(element => fits(element, base.slice(0, -2)));
  }
  if (base === 'int32') return typeof value === 'number' && value === (value | 0);
  if (base === 'float64') return typeof value === 'number';
  return typeof value === base;
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value)?.slice(0, 80) ?? String(value));
}

function toPlain(value: DuckDBValue): unknown {
  return value !== null && typeof value === 'object' && 'items' in value ? value.items : value;
}

function toRow(
  path: string,
  columns: Columns,
  names: readonly string[],
  values: readonly unknown[][],
  rowOfChunk: number,
  rowOfFile: number,
): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  names.forEach((name, column) => {
    const value = values[column][rowOfChunk];
    if (value === null && !columns[name].endsWith('?')) {
      throw new Error(
        `${path}: row ${rowOfFile + 1}, column '${name}': found null, expected ${columns[name]}`,
      );
    }
    row[name] = value;
  });
  return row;
}
