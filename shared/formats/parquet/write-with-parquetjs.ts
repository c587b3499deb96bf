// Writes Parquet files with parquetjs-lite, in JavaScript alone, Snappy-compressed.
import type {FieldDeclaration} from 'parquetjs-lite';
import {
  isList,
  kindOf,
  type ParquetColumn,
  type ParquetField,
  type ParquetKind,
  type ParquetValue,
  type WriteRows,
} from './columns.ts';

/** A row group is written as one page a column; its values wait in arrays until then. */
const ROW_GROUP_ROWS = 4096;

const STORED_TYPES: Record<ParquetKind, string> = {
  utf8: 'UTF8',
  int32: 'INT32',
  int64: 'INT64',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
};

/** Writes `rows` rows of checked columns. */
export const writeWithParquetjs: WriteRows = async (path, rows, columns) => {
  const {ParquetSchema, ParquetWriter} = (await import('parquetjs-lite')).default;
  const schema = new ParquetSchema(
    Object.fromEntries(columns.map(column => [column.name, declare(column)])),
  );
  const writer = await ParquetWriter.openFile(schema, path, {
    rowGroupSize: ROW_GROUP_ROWS,
    // Its pages of version 2 count list elements as rows.
    useDataPageV2: false,
    pageIndex: false,
  });
  try {
    for (let start = 0; start < rows; start += ROW_GROUP_ROWS) {
      const end = Math.min(start + ROW_GROUP_ROWS, rows);
      for (const row of rowsOf(columns, start, end)) await writer.appendRow(row);
    }
  } catch (error) {
    await writer.envelopeWriter.close();
    throw error instanceof Error
      ? error
      : new Error(`${path}: ${error}. Only DuckDB writes it, which has no build for this machine.`);
  }
  await writer.close();
};

// As DuckDB writes them: every column may be null, lists have three levels.
function declare({type}: ParquetField): FieldDeclaration {
  const leaf = {
    type: STORED_TYPES[kindOf(type)],
    optional: true,
    compression: 'SNAPPY',
    statistics: false,
  };
  if (!isList(type)) return leaf;
  return {
    type: 'LIST',
    optional: true,
    fields: {list: {type: 'GROUP', repeated: true, fields: {element: leaf}}},
  };
}

function* rowsOf(
  columns: readonly ParquetColumn[],
  start: number,
  end: number,
): Generator<Record<string, unknown>> {
  const values = columns.map(column => column.values(start, end));
  for (let i = 0; i < end - start; i++) {
    yield Object.fromEntries(columns.map(({name}, column) => [name, toStored(values[column][i])]));
  }
}

function toStored(value: ParquetValue): unknown {
  if (Array.isArray(value)) return {list: value.map(element => ({element: toStored(element)}))};
  // parquetjs-lite parses numbers from their text, and that of -0 is '0'.
  return Object.is(value, -0) ? '-0' : value;
}
