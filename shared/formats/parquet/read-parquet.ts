// Reads Parquet files of any writer, a row group at a time.
import type {AsyncBuffer, ColumnMetaData, Encoding, FileMetaData, RowGroup} from 'hyparquet';
import type {DecodedArray} from 'hyparquet/src/types.js';
import {checkFooter} from './check-pages.ts';
import {checkRead, expectFields, type ParquetField, type ParquetValue} from './columns.ts';
import {columnTypes} from './file-schema.ts';
import {decoderOf, readPages} from './read-pages.ts';

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
  let [file, metadata, types]: [AsyncBuffer?, FileMetaData?, Record<string, string>?] = [];
  try {
    file = await asyncBufferFromFile(path);
    metadata = await parquetMetadataAsync(file, {geoparquet: false});
    types = columnTypes(parquetSchema(metadata));
  } catch (error) {
    throw new Error(
      `${path}: expected a Parquet file: ${reasonOf(error)}. Write it again, or connect another artifact.`,
    );
  }
  checkFooter(path, metadata, file.byteLength);
  const rows = Number(metadata.num_rows);
  const read = (fields: readonly ParquetField[]) => readBatches(table, fields);
  const table: ParquetTable = {path, rows, types, file, metadata, read};
  return table;
}

async function* readBatches(
  table: ParquetTable,
  fields: readonly ParquetField[],
): AsyncGenerator<ParquetValue[][]> {
  expectFields(table, fields, 'the reader');
  let row = 0;
  for (const group of table.metadata.row_groups) {
    const rows = Number(group.num_rows);
    const batch: ParquetValue[][] = [];
    for (const field of fields) batch.push(await readColumn(table, field, group, row));
    if (rows > 0) yield batch;
    row += rows;
  }
}

async function readColumn(
  table: ParquetTable,
  field: ParquetField,
  {columns, num_rows}: RowGroup,
  firstRow: number,
): Promise<ParquetValue[]> {
  const {path} = table;
  const stored = await readable(path, field.name, async () => {
    const chunk = columns.find(({meta_data}) => meta_data?.path_in_schema[0] === field.name);
    if (!chunk?.meta_data) throw new Error('a row group has none of it');
    const values = await assembleChunk(table, chunk.meta_data);
    expectWhole(values, Number(num_rows));
    return values;
  });
  return checkRead(path, field, stored, firstRow);
}

/** The values of a chunk, one a row. */
async function assembleChunk(table: ParquetTable, chunk: ColumnMetaData): Promise<unknown[]> {
  const {assembleLists, assembleNested} = await import('hyparquet/src/assemble.js');
  const {convert, convertWithDictionary} = await import('hyparquet/src/convert.js');
  const decoder = await decoderOf(table, chunk);
  const [, column, ...below] = decoder.schemaPath;
  const values: unknown[] = [];
  let known: DecodedArray | undefined;
  await readPages(table, chunk, decoder, {
    dictionary(places) {
      known = convert(places, decoder);
    },
    page({dataPage, definitionLevels, repetitionLevels, encoding, entries}) {
      if (entries === 0) return;
      const found = convertWithDictionary(dataPage, known, encoding as Encoding, decoder);
      const {schemaPath} = decoder;
      // A list may go on in the next page, so all pages have one array.
      if (below.length > 0) {
        assembleLists(values, definitionLevels, repetitionLevels, found, schemaPath);
        return;
      }
      const flat = assembleLists([], definitionLevels, repetitionLevels, found, schemaPath);
      for (let i = 0; i < flat.length; i++) values.push(flat[i]);
    },
  });
  if (below.length === 0) return values;
  const columns = new Map<string, DecodedArray>([[chunk.path_in_schema.join('.'), values]]);
  assembleNested(columns, column, decoder.parsers);
  return (columns.get(column.element.name) ?? []) as unknown[];
}

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
  // Those of the language itself say where hyparquet's code failed, not what is wrong with the file.
  if (/^(Type|Range)Error$/.test((error as Partial<Error> | undefined)?.name ?? '')) {
    return 'its parts contradict each other';
  }
  const message = (error as {message?: unknown} | undefined)?.message ?? error;
  return String(message).split('\n')[0];
}
