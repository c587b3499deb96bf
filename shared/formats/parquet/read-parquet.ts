// Reads Parquet files of any writer, a row group at a time.
import type {AsyncBuffer, FileMetaData} from 'hyparquet';
import {checkRead, expectFields, type ParquetField, type ParquetValue} from './columns.ts';
import {columnTypes} from './file-schema.ts';

/** A Parquet file whose footer was read. */
export interface ParquetTable {
  path: string;
  rows: number;
  /** Column → its type as DuckDB names it, e.g. `VARCHAR[]`. */
  types: Record<string, string>;
  file: AsyncBuffer;
  metadata: FileMetaData;
  /** The columns asked for, in batches of rows: one array of values a field. */
  read(fields: readonly ParquetField[]): AsyncGenerator<ParquetValue[][]>;
}

/** Opens a Parquet file; an error says when it is missing or no Parquet. */
export async function openParquet(path: string): Promise<ParquetTable> {
  const {asyncBufferFromFile, parquetMetadataAsync, parquetSchema} = await import('hyparquet');
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file, {geoparquet: false});
    const types = columnTypes(parquetSchema(metadata));
    const rows = Number(metadata.num_rows);
    const read = (fields: readonly ParquetField[]) => readBatches(table, fields);
    const table: ParquetTable = {path, rows, types, file, metadata, read};
    return table;
  } catch (error) {
    throw new Error(
      `${path}: expected a Parquet file: ${reasonOf(error)}. Write it again, or connect another artifact.`,
    );
  }
}

async function* readBatches(
  table: ParquetTable,
  fields: readonly ParquetField[],
): AsyncGenerator<ParquetValue[][]> {
  expectFields(table, fields, 'the reader');
  let row = 0;
  for (const group of table.metadata.row_groups) {
    const end = row + Number(group.num_rows);
    const batch: ParquetValue[][] = [];
    for (const field of fields) batch.push(await readColumn(table, field, row, end));
    if (end > row) yield batch;
    row = end;
  }
}

async function readColumn(
  {path, file, metadata}: ParquetTable,
  field: ParquetField,
  rowStart: number,
  rowEnd: number,
): Promise<ParquetValue[]> {
  const {parquetReadColumn} = await import('hyparquet/src/read.js');
  const {compressors} = await import('hyparquet-compressors');
  const stored = await readable(path, field.name, async () => {
    const columns = [field.name];
    const source = {file, metadata, columns, rowStart, rowEnd, parsers: PARSERS, compressors};
    const values = await parquetReadColumn(source);
    expectWhole(values, rowEnd - rowStart);
    return values;
  });
  return checkRead(path, field, stored, rowStart);
}

const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
/** Texts as they are: a byte-order mark is kept, and bytes that are no UTF-8 are an error. */
export const PARSERS = {stringFromBytes: (bytes: Uint8Array) => decoder.decode(bytes)};

// A place outside its dictionary, or a page that was overwritten, gives no value without an error.
function expectWhole(values: ArrayLike<unknown>, rows: number): void {
  if (values.length !== rows) {
    throw new Error(`found ${values.length} rows, its footer says ${rows}`);
  }
  for (let i = 0; i < rows; i++) {
    const value = values[i];
    if (value === undefined || (Array.isArray(value) && value.includes(undefined))) {
      throw new Error('a value lies outside its dictionary');
    }
  }
}

/** What `read` gives; an error says which column of the file cannot be read. */
export async function readable<T>(
  path: string,
  column: string,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new Error(
      `${path}: column '${column}' cannot be read as Parquet: ${reasonOf(error)}. It is damaged or cut short; make it again.`,
    );
  }
}

/** The first line of what was thrown; parquetjs-lite throws texts. */
export function reasonOf(error: unknown): string {
  const message = (error as {message?: unknown} | undefined)?.message ?? error;
  return String(message).split('\n')[0];
}
