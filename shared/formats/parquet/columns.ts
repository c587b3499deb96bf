// Columns of a Parquet table: their types, and the checks of what is written and what was read.

import {holds, looksDiffer, refuseValue, show, type ValueKind} from '../stored-value.ts';

export type ParquetKind = ValueKind;
export type ParquetType = ParquetKind | `${ParquetKind}[]`;
export type ParquetScalar = string | number | boolean;
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

/** Writes `rows` rows of columns as a Parquet file. */
export type WriteRows = (
  path: string,
  rows: number,
  columns: readonly ParquetColumn[],
) => Promise<void>;

/** Type names as DuckDB has them, for manifests and messages. */
const TYPE_NAMES: Record<ParquetKind, string> = {
  utf8: 'VARCHAR',
  int32: 'INTEGER',
  int64: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
};

export function isList(type: string): boolean {
  return type.endsWith('[]');
}

/** The kind of a column's values or list elements; fails for any other type. */
export function kindOf(type: ParquetType): ParquetKind {
  const kind = type.replace('[]', '');
  if (Object.hasOwn(TYPE_NAMES, kind)) return kind as ParquetKind;
  throw new Error(
    `Parquet column type '${type}': expected one of ${Object.keys(TYPE_NAMES).join(', ')}, or a list of one ('utf8[]')`,
  );
}

/** DuckDB's name of a type, e.g. `VARCHAR[]` of `utf8[]`. */
function typeName(type: ParquetType): string {
  return TYPE_NAMES[kindOf(type)] + (isList(type) ? '[]' : '');
}

/** The column with its values checked as they are taken; an error has file, row, column and what was found. */
export function checkedColumn(path: string, column: ParquetColumn): ParquetColumn {
  const kind = kindOf(column.type);
  const list = isList(column.type);
  const check = (value: unknown, row: number): void => {
    if (!holds(kind, value)) throw refuse(path, column, value, row);
  };
  const values = (start: number, end: number): readonly ParquetValue[] => {
    const taken = column.values(start, end);
    for (let row = start; row < end; row++) {
      const value = taken[row - start];
      if (value === null && column.nullable) continue;
      if (!list) check(value, row);
      else if (Array.isArray(value)) for (const element of value) check(element, row);
      else throw refuseNoList(path, column, value, row);
    }
    return taken;
  };
  return {...column, values};
}

/** The type is looked at anew, since it may be what was misjudged. */
function refuse(path: string, {name, type}: ParquetColumn, value: unknown, row: number): Error {
  return refuseValue(at(path, row, name), kindOf(type), value, type);
}

function refuseNoList(
  path: string,
  {name, type}: ParquetColumn,
  value: unknown,
  row: number,
): Error {
  const what = `${at(path, row, name)}: found ${show(value)}, expected ${type}`;
  if (Array.isArray(value)) return looksDiffer(what);
  return new Error(`${what}. Write a list, or declare the column as what it holds.`);
}

/**
 * Values as a reader's user sees them: INT64 as numbers. Null where none is allowed and INT64 beyond 2^53 are errors
 * with row and column.
 */
export function checkRead(
  path: string,
  {name, type, nullable}: ParquetField,
  values: ArrayLike<unknown>,
  firstRow: number,
): ParquetValue[] {
  const fail = (row: number, found: unknown, advice: string): never => {
    throw new Error(`${at(path, row, name)}: found ${show(found)}, expected ${type}. ${advice}`);
  };
  const kind = kindOf(type);
  const wanted = kind === 'utf8' ? 'string' : kind === 'boolean' ? 'boolean' : 'number';
  const convert = (value: unknown, row: number): ParquetScalar => {
    // A null in a list is found below.
    if (value === null || typeof value === wanted) return value as ParquetScalar;
    if (typeof value !== 'bigint') {
      return fail(row, value, `It is no ${wanted}: the file is damaged, make it again.`);
    }
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    return fail(row, value, 'A number is exact up to 2^53: store more as a text.');
  };
  return Array.from(values, (value, i) => {
    const row = firstRow + i;
    if (value === null) {
      return nullable ? null : fail(row, null, 'Fill it, or declare the column nullable.');
    }
    if (!isList(type) || !Array.isArray(value)) return convert(value, row);
    if (value.every(element => typeof element === wanted)) return value;
    const list = value.map(element => convert(element, row));
    if (value.includes(null)) fail(row, list, 'Lists hold no null: leave it out of the list.');
    return list;
  });
}

/** Fails when a Parquet file lacks one of the columns or holds it in another type. */
export function expectFields(
  {path, types}: {path: string; types: Record<string, string>},
  fields: readonly ParquetField[],
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

/** Where a value stands, for messages; `row` from 0. */
function at(path: string, row: number, column: string): string {
  return `${path}: row ${row + 1}, column '${column}'`;
}
