// What a Parquet codec offers, and the values it takes and gives: both codecs hold the same types and refuse the rest.

/** Kinds of values; `int64` is a whole number up to 2^53 (a JavaScript number), `bigint` any INT64 as a bigint. */
export type ParquetKind = 'utf8' | 'int32' | 'int64' | 'bigint' | 'double' | 'boolean';
export type ParquetType = ParquetKind | `${ParquetKind}[]`;
export type ParquetScalar = string | number | bigint | boolean;
export type ParquetValue = ParquetScalar | readonly ParquetScalar[] | null;

/** A column by name and type; null only where `nullable`, never inside a list. */
export interface ParquetField {
  name: string;
  type: ParquetType;
  nullable?: boolean;
}

/** A column to write: its values for rows start..end-1. */
export interface ParquetColumn extends ParquetField {
  values(start: number, end: number): readonly ParquetValue[];
}

/** A column to read; `code[]` gives a list of texts as places (0-based) in the `dictionary` of the column. */
export type ReadField = ParquetField | {name: string; type: 'code[]'; nullable?: false};

/** The distinct texts of a column, ascending by their UTF-8 bytes, and how many values it holds in all rows. */
export interface ParquetDictionary {
  texts: string[];
  values: number;
}

/** An open Parquet file. */
export interface ParquetTable {
  path: string;
  rows: number;
  /** Column → its type as DuckDB names it, e.g. `VARCHAR[]`. */
  types: Record<string, string>;
  /** The columns asked for, in batches of rows: one array of values a field. */
  read(fields: readonly ReadField[]): AsyncGenerator<ParquetValue[][]>;
  /** The distinct texts of a column of texts or lists of texts. */
  dictionary(column: string): Promise<ParquetDictionary>;
}

/** A way to write and read Parquet files in batches of rows. */
export interface ParquetCodec {
  name: string;
  write(path: string, rows: number, columns: readonly ParquetColumn[]): Promise<void>;
  /** Opens the file for as long as `use` runs. */
  open<T>(path: string, use: (table: ParquetTable) => Promise<T>): Promise<T>;
}

/** Type names as DuckDB has them: manifests and messages read the same whatever codec. */
const TYPE_NAMES: Record<ParquetKind, string> = {
  utf8: 'VARCHAR',
  int32: 'INTEGER',
  int64: 'BIGINT',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
};
const INT64_RANGE = {lowest: -(2n ** 63n), highest: 2n ** 63n - 1n};

export function isList(type: string): boolean {
  return type.endsWith('[]');
}

/** The kind of a column's values or list elements; fails for a type no codec holds. */
export function kindOf(type: ParquetType): ParquetKind {
  const kind = type.replace('[]', '');
  if (Object.hasOwn(TYPE_NAMES, kind)) return kind as ParquetKind;
  throw new Error(
    `Parquet column type '${type}': expected one of ${Object.keys(TYPE_NAMES).join(', ')}, or a list of one ('utf8[]')`,
  );
}

/** DuckDB's name of a type, e.g. `VARCHAR[]` of `utf8[]`. */
export function typeName(type: ReadField['type']): string {
  if (type === 'code[]') return 'VARCHAR[]';
  return isList(type) ? `${TYPE_NAMES[kindOf(type)]}[]` : TYPE_NAMES[kindOf(type)];
}

/** Whether a value can be stored as one of `kind` and comes back the same. */
export function holds(kind: ParquetKind, value: unknown): boolean {
  // UTF-8 has no bytes for half a surrogate pair.
  if (kind === 'utf8') return typeof value === 'string' && value.isWellFormed();
  if (kind === 'int32') return typeof value === 'number' && value === (value | 0);
  if (kind === 'int64') return Number.isSafeInteger(value);
  if (kind === 'bigint') {
    return typeof value === 'bigint' && value >= INT64_RANGE.lowest && value <= INT64_RANGE.highest;
  }
  return typeof value === (kind === 'double' ? 'number' : 'boolean');
}

/** Limits of one codec: why it cannot hold a value of a kind, or undefined when it can. */
export type CodecLimit = (kind: ParquetKind, value: ParquetScalar) => string | undefined;

/** Checks the values of rows from `firstRow` on (0-based) against their column before they are written. */
export function checkWritten(
  path: string,
  {name, type, nullable}: ParquetField,
  values: readonly ParquetValue[],
  firstRow: number,
  limit?: CodecLimit,
): void {
  const kind = kindOf(type);
  const checkScalar = (value: unknown, row: number): void => {
    if (!holds(kind, value)) {
      throw new Error(
        `${at(path, row, name)}: found ${show(value)}, expected ${type}. ${remedy(kind, value)}`,
      );
    }
    const reason = limit?.(kind, value as ParquetScalar);
    if (reason) throw new Error(`${at(path, row, name)}: found ${show(value)}, ${reason}`);
  };
  const list = isList(type);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null && nullable) continue;
    if (list && Array.isArray(value)) {
      for (const element of value) checkScalar(element, firstRow + i);
    } else if (list) {
      throw new Error(`${at(path, firstRow + i, name)}: found ${show(value)}, expected ${type}`);
    } else {
      checkScalar(value, firstRow + i);
    }
  }
}

function remedy(kind: ParquetKind, value: unknown): string {
  if (value === null) return 'Declare the column nullable, or write a value.';
  if (kind === 'int64')
    return "A number is exact up to 2^53; declare the column 'bigint' for more.";
  if (kind === 'bigint') return 'INT64 ends at ±2^63; write it as a text.';
  if (typeof value === 'string') return 'Half a surrogate pair is no text; mend it at its source.';
  return 'Write a value of the type, or declare the column as what it holds.';
}

/**
 * Values as a reader's user sees them: INT64 of an `int64` column as numbers. Null where none is allowed and INT64
 * beyond 2^53 are errors with row and column.
 */
export function checkRead(
  path: string,
  field: ReadField,
  values: ParquetValue[],
  firstRow: number,
): ParquetValue[] {
  const {name, type, nullable} = field;
  const fail = (row: number, found: unknown, advice: string): never => {
    throw new Error(`${at(path, row, name)}: found ${show(found)}, expected ${type}. ${advice}`);
  };
  const toNumber = (value: ParquetScalar, row: number): number => {
    const number = Number(value);
    return Number.isSafeInteger(number)
      ? number
      : fail(row, value, "A number is exact up to 2^53: read the column as 'bigint'.");
  };
  const numbers = type === 'int64' || type === 'int64[]';
  return values.map((value, i) => {
    const row = firstRow + i;
    if (value === null) {
      return nullable ? null : fail(row, null, 'Fill it, or declare the column nullable.');
    }
    if (!Array.isArray(value)) return numbers ? toNumber(value as ParquetScalar, row) : value;
    if (value.includes(null)) fail(row, value, 'Lists hold no null: leave it out of the list.');
    return numbers ? value.map(element => toNumber(element, row)) : value;
  });
}

/** Fails when a Parquet file lacks one of the columns or holds it in another type. */
export function expectFields(
  {path, types}: ParquetTable,
  fields: readonly ReadField[],
  format: string,
): void {
  for (const {name, type} of fields) {
    const expected = typeName(type);
    const found = Object.hasOwn(types, name) ? types[name] : undefined;
    if (found === expected) continue;
    const what = found ? `column '${name}' is ${found}` : `column '${name}' is missing`;
    const all = Object.entries(types).map(([column, itsType]) => `${column} ${itsType}`);
    throw new Error(
      `${path}: ${what}; expected ${name} ${expected} as ${format} has it (found ${all.join(', ')}). Write the file with format ${format}, or connect another artifact.`,
    );
  }
}

function at(path: string, row: number, column: string): string {
  return `${path}: row ${row + 1}, column '${column}'`;
}

/** A value in a message, cut to 80 characters. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  const text = JSON.stringify(value, (_, inner) =>
    typeof inner === 'bigint' ? String(inner) : inner,
  );
  return text?.slice(0, 80) ?? String(value);
}

/** The first line of what was thrown; parquetjs-lite throws texts. */
export function reasonOf(error: unknown): string {
  const message = (error as {message?: unknown} | undefined)?.message ?? error;
  return String(message).split('\n')[0];
}
