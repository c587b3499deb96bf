// Parquet through parquetjs-lite, in JavaScript alone: for machines without DuckDB's library, and small tables.
// One row group is held in memory at a time; files are Snappy-compressed. It writes what DuckDB reads, and reads what
// DuckDB writes (parquetjs-pages.ts).
import {stat} from 'node:fs/promises';
import type {FileMetadata, ParquetEnvelopeReader, RowGroup} from 'parquetjs-lite';
import {
  checkRead,
  expectFields,
  isList,
  type ParquetCodec,
  type ParquetDictionary,
  type ParquetScalar,
  type ParquetTable,
  type ParquetValue,
  type ReadField,
  reasonOf,
} from './parquet-codec.ts';
import {type DecodedChunk, decodeChunk, loadPageTools} from './parquetjs-pages.ts';
import {readSchema, type StoredColumn, type StoredSchema} from './parquetjs-schema.ts';
import {writeRows} from './parquetjs-write.ts';

/** `PAR1` at both ends, and the length of the footer. */
const SMALLEST_FILE = 12;

export const parquetjsCodec: ParquetCodec = {
  name: 'parquetjs',
  write: writeRows,
  async open(path, use) {
    const {reader, metadata, schema} = await openFile(path);
    const table: ParquetTable = {
      path,
      rows: Number(metadata.num_rows),
      types: schema.types,
      read: fields => readBatches({table, reader, metadata, schema}, fields),
      dictionary: column => collectTexts(table, column),
    };
    try {
      return await use(table);
    } finally {
      await reader.close();
    }
  },
};

interface OpenFile {
  reader: ParquetEnvelopeReader;
  metadata: FileMetadata;
  schema: StoredSchema;
}

async function openFile(path: string): Promise<OpenFile> {
  const {ParquetEnvelopeReader} = (await import('parquetjs-lite')).default;
  let reader: ParquetEnvelopeReader | undefined;
  try {
    const {size} = await stat(path);
    if (size < SMALLEST_FILE) throw new Error(`${size} bytes are too few`);
    reader = await ParquetEnvelopeReader.openFile(path);
    await reader.readHeader();
    const metadata = await reader.readFooter();
    return {reader, metadata, schema: readSchema(metadata.schema)};
  } catch (error) {
    await reader?.close();
    throw new Error(
      `${path}: expected a Parquet file: ${reasonOf(error)}. Write it again, or connect another artifact.`,
    );
  }
}

async function* readBatches(
  file: OpenFile & {table: ParquetTable},
  fields: readonly ReadField[],
): AsyncGenerator<ParquetValue[][]> {
  const {table, metadata} = file;
  expectFields(table, fields, 'the reader');
  const places = new Map<string, Map<string, number>>();
  for (const {name, type} of fields) {
    if (type !== 'code[]') continue;
    const {texts} = await table.dictionary(name);
    places.set(name, new Map(texts.map((text, place) => [text, place])));
  }
  let row = 0;
  for (const group of metadata.row_groups) {
    const batch: ParquetValue[][] = [];
    for (const field of fields) {
      const values = checkRead(table.path, field, await readColumn(file, group, field.name), row);
      const placeOf = places.get(field.name);
      batch.push(placeOf ? toCodes(values, placeOf) : values);
    }
    yield batch;
    row += Number(group.num_rows);
  }
}

function toCodes(values: readonly ParquetValue[], placeOf: Map<string, number>): number[][] {
  return (values as string[][]).map(texts => texts.map(text => placeOf.get(text)!));
}

async function readColumn(
  {table, reader, schema}: OpenFile & {table: ParquetTable},
  group: RowGroup,
  name: string,
): Promise<ParquetValue[]> {
  const column = schema.columns.get(name)!;
  try {
    const chunk = group.columns.find(
      ({meta_data}) => meta_data.path_in_schema.join('.') === column.leaf,
    );
    if (!chunk || chunk.file_path) throw new Error('its values are not in this file');
    const {data_page_offset, dictionary_page_offset, total_compressed_size} = chunk.meta_data;
    // Some writers say 0 where there is no dictionary.
    const start = Number(dictionary_page_offset ?? 0) || Number(data_page_offset);
    const length = Number(total_compressed_size);
    if (start + length > reader.fileSize) throw new Error('the file ends too early');
    const bytes = await reader.read(start, length);
    const decoded = decodeChunk(await loadPageTools(), bytes, column, chunk.meta_data);
    return assemble(decoded, column, Number(group.num_rows));
  } catch (error) {
    throw new Error(
      `${table.path}: column '${name}' cannot be read as Parquet: ${reasonOf(error)}. Write the file again, or read it with DuckDB (GENEGLOT_PARQUET=duckdb).`,
    );
  }
}

/** Rows of a column from its levels: https://parquet.apache.org/docs/file-format/nestedencoding/ */
function assemble(
  {definitionLevels, repetitionLevels, values}: DecodedChunk,
  {list: levels, valueLevel}: StoredColumn,
  rows: number,
): ParquetValue[] {
  const assembled: (ParquetValue | (ParquetScalar | null)[])[] = [];
  let list: (ParquetScalar | null)[] = [];
  let next = 0;
  definitionLevels.forEach((level, entry) => {
    const value = level === valueLevel ? values[next++] : null;
    if (!levels) {
      assembled.push(value);
      return;
    }
    if (repetitionLevels[entry] === 0) {
      list = [];
      assembled.push(level < levels.presentLevel ? null : list);
    }
    if (level >= levels.elementLevel) list.push(value);
  });
  if (assembled.length === rows) return assembled as ParquetValue[];
  throw new Error(`found ${assembled.length} rows; its footer says ${rows}`);
}

async function collectTexts(table: ParquetTable, column: string): Promise<ParquetDictionary> {
  const texts = new Set<string>();
  let values = 0;
  const list = isList(table.types[column] ?? '');
  const field = {name: column, type: list ? 'utf8[]' : 'utf8'} as const;
  expectFields(table, [field], 'a dictionary');
  for await (const [batch] of table.read([field])) {
    for (const text of (list ? (batch as string[][]).flat() : batch) as string[]) {
      texts.add(text);
      values++;
    }
  }
  return {texts: sortByBytes(texts), values};
}

// DuckDB's order; JavaScript's own compares UTF-16 units and differs beyond U+FFFF.
function sortByBytes(texts: Iterable<string>): string[] {
  return Array.from(texts, text => Buffer.from(text))
    .sort(Buffer.compare)
    .map(String);
}
