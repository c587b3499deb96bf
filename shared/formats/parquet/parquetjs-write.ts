// Writes Parquet files with parquetjs-lite; what it would mangle is refused.
import type {FieldDeclaration} from 'parquetjs-lite';
import {
  checkWritten,
  isList,
  kindOf,
  type ParquetColumn,
  type ParquetField,
  type ParquetKind,
  type ParquetScalar,
  type ParquetValue,
} from './parquet-codec.ts';

/** A row group is written as one page a column; its values wait in arrays until then. */
const ROW_GROUP_ROWS = 4096;

const STORED_TYPES: Record<ParquetKind, string> = {
  utf8: 'UTF8',
  int32: 'INT32',
  int64: 'INT64',
  bigint: 'INT64',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
};

/** Writes `rows` rows, Snappy-compressed. */
export async function writeRows(
  path: string,
  rows: number,
  columns: readonly ParquetColumn[],
): Promise<void> {
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
      for (const row of rowsOf(path, columns, start, end)) await writer.appendRow(row);
    }
  } catch (error) {
    await writer.envelopeWriter.close();
    throw error;
  }
  await writer.close();
}

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
  path: string,
  columns: readonly ParquetColumn[],
  start: number,
  end: number,
): Generator<Record<string, unknown>> {
  const values = columns.map(column => {
    const taken = column.values(start, end);
    checkWritten(path, column, taken, start, limitOf);
    return taken;
  });
  for (let row = 0; row < end - start; row++) {
    yield Object.fromEntries(
      columns.map(({name}, column) => [name, toStored(values[column][row])]),
    );
  }
}

/** What parquetjs-lite would mangle or choke on. */
function limitOf(kind: ParquetKind, value: ParquetScalar): string | undefined {
  const otherwise = 'or write with DuckDB (GENEGLOT_PARQUET=duckdb).';
  if (kind === 'double' && Number.isNaN(value)) {
    return `which parquetjs-lite cannot hold: write null where there is no number, ${otherwise}`;
  }
  if (kind === 'bigint' && !Number.isSafeInteger(Number(value))) {
    return `which parquetjs-lite would round: it holds integers up to 2^53. Write a text, ${otherwise}`;
  }
  return undefined;
}

function toStored(value: ParquetValue): unknown {
  if (!Array.isArray(value)) return value === null ? null : toStoredScalar(value as ParquetScalar);
  return {list: value.map(element => ({element: toStoredScalar(element)}))};
}

// parquetjs-lite parses numbers from their text, and that of -0 is '0'.
function toStoredScalar(value: ParquetScalar): ParquetScalar {
  return Object.is(value, -0) ? '-0' : value;
}
