// Writes a gene-set table as Parquet with hyparquet-writer's pages: its dictionary of symbols becomes the column's
// dictionary page and its indices the values, so that no symbol is looked up once a membership. Any Parquet reader sees
// plain columns and a list of texts. Uncompressed: packed indices hardly shrink.
import type {ColumnChunk, DecodedArray, FileMetaData, SchemaElement} from 'hyparquet';
import type {ColumnEncoder, Writer} from 'hyparquet-writer/src/types.js';
import {z} from 'zod';
import type {GeneSetTable} from '../../../genes/sets/gene-set-table.ts';
import {sortDictionary} from './dictionary.ts';
import {listPage} from './list-page.ts';

/** A page goes on to the end of the set that reaches this many values. */
const PAGE_VALUES = 1 << 17;
const CREATED_BY = 'geneglot gene-set-table';
const COUNTS_KEY = 'geneglot.counts';

const count = z.int().nonnegative();
const countsSchema = z.strictObject({
  ...{sets: count, libraries: count, genes: count, memberships: count},
});

const required = {repetition_type: 'REQUIRED'} as const;
const text = {...required, type: 'BYTE_ARRAY', converted_type: 'UTF8'} as const;
const SCHEMA: SchemaElement[] = [
  {name: 'root', num_children: 5},
  {...required, name: 'set_id', type: 'INT32'},
  {...text, name: 'library'},
  {...text, name: 'name'},
  {...text, name: 'description'},
  {...required, name: 'genes', converted_type: 'LIST', num_children: 1},
  {name: 'list', repetition_type: 'REPEATED', num_children: 1},
  {...text, name: 'element'},
];

/**
 * What the footer counts, so that a summary reads no set; undefined where another program wrote the file, which may have
 * kept the key and changed the rows, and where the counts cannot be.
 */
export function storedCounts(metadata: FileMetaData): Record<string, number> | undefined {
  if (metadata.created_by !== CREATED_BY) return undefined;
  const stored = metadata.key_value_metadata?.find(({key}) => key === COUNTS_KEY);
  try {
    const counts = countsSchema.parse(JSON.parse(stored?.value ?? ''));
    return counts.sets === Number(metadata.num_rows) ? counts : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the table; `table.symbols` may hold unused symbols, the file will not. */
export async function writeSets(path: string, table: GeneSetTable): Promise<void> {
  const {fileWriter, ParquetWriter} = await import('hyparquet-writer');
  const {texts, codeOf} = sortDictionary(table.symbols, table.genes);
  const counts = {
    sets: table.setIds.length,
    libraries: new Set(table.libraries).size,
    genes: texts.length,
    memberships: table.genes.length,
  };
  const writer = fileWriter(path);
  const parquet = new ParquetWriter({
    writer,
    schema: SCHEMA,
    createdBy: CREATED_BY,
    kvMetadata: [{key: COUNTS_KEY, value: JSON.stringify(counts)}],
  });
  if (counts.sets > 0) {
    const columns = [
      ...(await writeFlat(writer, table)),
      await writeGenes(writer, table, texts, codeOf),
    ];
    const num_rows = BigInt(counts.sets);
    parquet.num_rows = num_rows;
    parquet.row_groups.push({columns, total_byte_size: BigInt(writer.offset), num_rows});
  }
  await parquet.finish();
}

async function writeFlat(writer: Writer, table: GeneSetTable): Promise<ColumnChunk[]> {
  const {writeColumn} = await import('hyparquet-writer/src/column.js');
  const columns: DecodedArray[] = [table.setIds, table.libraries, table.names, table.descriptions];
  return columns.map((values, i) => {
    const column = encoderOf(SCHEMA.slice(1 + i, 2 + i));
    const pageData = {values, definitionLevels: [], repetitionLevels: [], maxDefinitionLevel: 0};
    return writeColumn({writer, column, pageData}).chunk;
  });
}

async function writeGenes(
  writer: Writer,
  {offsets, genes}: GeneSetTable,
  texts: string[],
  codeOf: Int32Array,
): Promise<ColumnChunk> {
  const {writeDictionaryPage} = await import('hyparquet-writer/src/dictionary.js');
  const {writePageHeader} = await import('hyparquet-writer/src/datapage.js');
  const column = encoderOf(SCHEMA.slice(5));
  const start = BigInt(writer.offset);
  writeDictionaryPage(writer, column, texts);
  const firstPage = BigInt(writer.offset);
  let entries = 0;
  for (const [first, end] of pagesOf(offsets)) {
    const {header, parts} = listPage(offsets.subarray(first, end + 1), genes, codeOf);
    writePageHeader(writer, header);
    for (const part of parts) writer.appendBytes(part);
    entries += header.data_page_header_v2.num_values;
  }
  const bytes = BigInt(writer.offset) - start;
  return {
    file_offset: start,
    meta_data: {
      type: 'BYTE_ARRAY',
      encodings: ['PLAIN', 'RLE_DICTIONARY'],
      path_in_schema: column.schemaPath.slice(1).map(({name}) => name),
      codec: column.codec,
      num_values: BigInt(entries),
      total_uncompressed_size: bytes,
      total_compressed_size: bytes,
      data_page_offset: firstPage,
      dictionary_page_offset: start,
    },
  };
}

function encoderOf(path: SchemaElement[]): ColumnEncoder {
  return {
    columnName: path[0].name,
    element: path[path.length - 1],
    schemaPath: [SCHEMA[0], ...path],
    codec: 'UNCOMPRESSED',
    compressors: {},
    stats: false,
    pageSize: 1 << 20,
    columnIndex: false,
    offsetIndex: false,
  };
}

/** First row and end of each page. */
function* pagesOf(offsets: Int32Array): Generator<[number, number]> {
  const rows = offsets.length - 1;
  for (let first = 0, row = 1; first < rows; first = row++) {
    while (row < rows && Math.max(row - first, offsets[row] - offsets[first]) < PAGE_VALUES) row++;
    yield [first, row];
  }
}
