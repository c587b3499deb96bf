// Small tables as Parquet files: an array of plain objects, typed by the columns they are declared with.
import type {Format} from './format.ts';
import {
  expectFields,
  isList,
  type ParquetColumn,
  type ParquetField,
  type ParquetKind,
  type ParquetValue,
} from './parquet/columns.ts';
import {openParquet} from './parquet/read-parquet.ts';
import {writeParquet} from './parquet/write-parquet.ts';

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

const KINDS: Record<Scalar, ParquetKind> = {
  int32: 'int32',
  float64: 'double',
  string: 'utf8',
  boolean: 'boolean',
};

/**
 * Declares a table format by its columns; `counts.rows` is in its summary. `check` fails, with the path, where the rows
 * that were read point where nothing is.
 */
export function recordTable<const C extends Columns>(
  name: string,
  version: number,
  columns: C,
  check: (path: string, rows: readonly RowOf<C>[]) => void = () => {},
): Format<RowOf<C>[]> {
  const fields = Object.entries(columns).map(([column, type]) => toField(column, type));
  return {
    name,
    version,
    extension: '.parquet',
    write: (path, rows) =>
      writeParquet(
        path,
        rows.length,
        fields.map(field => toParquetColumn(field, rows)),
      ),
    async read(path) {
      const file = await openParquet(path);
      expectFields(file, fields, name);
      const rows: RowOf<C>[] = [];
      // Rows are copies of one, so that V8 knows their columns: it is slow to add them one by one.
      const blank = Object.fromEntries(fields.map(({name}) => [name, null as ParquetValue]));
      for await (const batch of file.read(fields)) {
        for (let row = 0; row < batch[0].length; row++) {
          const values = {...blank};
          for (let column = 0; column < fields.length; column++) {
            values[fields[column].name] = batch[column][row];
          }
          rows.push(values as RowOf<C>);
        }
      }
      check(path, rows);
      return rows;
    },
    async summarize(path) {
      const {rows, types} = await openParquet(path);
      return {counts: {rows}, schema: types};
    },
  };
}

function toField(name: string, type: ColumnType): ParquetField {
  const base = type.replace('?', '');
  const kind = KINDS[base.replace('[]', '') as Scalar];
  return {name, type: isList(base) ? `${kind}[]` : kind, nullable: type.endsWith('?')};
}

function toParquetColumn(
  field: ParquetField,
  rows: readonly Record<string, unknown>[],
): ParquetColumn {
  // Whether they are of the type is the writer's to check.
  const valueAt = (row: number) => rows[row][field.name] as ParquetValue;
  return {
    ...field,
    values: (start, end) => Array.from({length: end - start}, (_, i) => valueAt(start + i)),
  };
}
