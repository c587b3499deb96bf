// Reads gene-set tables of any writer. The genes' pages are decoded by hyparquet and taken as they are: places in a
// dictionary become indices, so that no symbol is made or looked up once a membership.
import type {ColumnMetaData} from 'hyparquet';
import type {ColumnDecoder, DataPage, DataReader, PageHeader} from 'hyparquet/src/types.js';
import type {GeneSetTable} from '../../../genes/sets/gene-set-table.ts';
import {PARSERS, type ParquetTable, readable} from '../read-parquet.ts';
import {ListCollector, type Lists} from './list-collector.ts';

const FLAT_FIELDS = [
  {name: 'set_id', type: 'int32'},
  {name: 'library', type: 'utf8'},
  {name: 'name', type: 'utf8'},
  {name: 'description', type: 'utf8'},
] as const;

/** The table, its dictionary of symbols in ascending order, only those in use. */
export async function readSets(table: ParquetTable): Promise<GeneSetTable> {
  const setIds = new Int32Array(table.rows);
  let texts: string[][] = [[], [], []];
  for await (const [ids, ...columns] of table.read(FLAT_FIELDS)) {
    setIds.set(ids as number[], texts[0].length);
    texts = texts.map((known, i) => known.concat(columns[i] as string[]));
  }
  const [libraries, names, descriptions] = texts;
  return {setIds, libraries, names, descriptions, ...(await readLists(table, 'genes'))};
}

async function readLists(table: ParquetTable, column: string): Promise<Lists> {
  const chunks = table.metadata.row_groups.flatMap(({columns}) =>
    columns.flatMap(({meta_data}) => (meta_data?.path_in_schema[0] === column ? meta_data : [])),
  );
  const entries = chunks.reduce((sum, {num_values}) => sum + Number(num_values), 0);
  return readable(table.path, column, async () => {
    const collector = new ListCollector(table.rows, entries);
    for (const chunk of chunks) await appendChunk(table, chunk, collector);
    return collector.finish();
  });
}

/** Appends the lists of a column chunk, page by page. */
async function appendChunk(
  {file, metadata}: ParquetTable,
  chunk: ColumnMetaData,
  lists: ListCollector,
): Promise<void> {
  const {parquetHeader, readPage} = await import('hyparquet/src/column.js');
  const {convert, DEFAULT_PARSERS} = await import('hyparquet/src/convert.js');
  const {compressors} = await import('hyparquet-compressors');
  const {getMaxDefinitionLevel, getSchemaPath} = await import('hyparquet/src/schema.js');
  const schemaPath = getSchemaPath(metadata.schema, chunk.path_in_schema);
  const decoder: ColumnDecoder = {
    ...chunk,
    pathInSchema: chunk.path_in_schema,
    schemaPath,
    element: schemaPath[schemaPath.length - 1].element,
    parsers: {...DEFAULT_PARSERS, ...PARSERS},
    compressors,
  };
  const empty = schemaPath[1].element.repetition_type === 'OPTIONAL' ? 1 : 0;
  const highest = getMaxDefinitionLevel(schemaPath);
  // Some writers say 0 where there is no dictionary.
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const view = new DataView(await file.slice(start, start + Number(chunk.total_compressed_size)));
  const reader = {view, offset: 0};
  let dictionary: Int32Array = new Int32Array(0);
  while (reader.offset < view.byteLength) {
    const header = parquetHeader(reader);
    if (header.type === 'DICTIONARY_PAGE') {
      const {data = []} = readPage(reader, header, decoder, undefined, undefined, 0);
      dictionary = lists.intern(convert(data, decoder) as string[]);
    } else {
      const {encoding, ...page} = await decodePage(reader, header, decoder);
      const places = encoding.endsWith('_DICTIONARY')
        ? lookUp(page.dataPage as number[], dictionary)
        : lists.intern(convert(page.dataPage, decoder) as string[]);
      lists.append(page, places, empty, highest);
    }
  }
}

/** The places that codes of a page stand for; -1 outside the dictionary. A loop: it runs once a membership. */
function lookUp(codes: ArrayLike<number>, dictionary: Int32Array): Int32Array {
  const places = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) places[i] = dictionary[codes[i]] ?? -1;
  return places;
}

/** The levels and values of the data page whose header was read; its values are not looked up in a dictionary. */
async function decodePage(
  reader: DataReader,
  header: PageHeader,
  decoder: ColumnDecoder,
): Promise<DataPage & {encoding: string}> {
  const {decompressPage, readDataPage, readDataPageV2} = await import('hyparquet/src/datapage.js');
  const size = header.compressed_page_size;
  const bytes = new Uint8Array(reader.view.buffer, reader.offset, size);
  reader.offset += size;
  const second = header.data_page_header_v2;
  if (second) return {...readDataPageV2(bytes, header, decoder), encoding: second.encoding};
  const first = header.data_page_header;
  if (!first) throw new Error(`unknown page type ${header.type}`);
  const {codec, compressors} = decoder;
  const page = decompressPage(bytes, header.uncompressed_page_size, codec, compressors);
  return {...readDataPage(page, first, decoder), encoding: first.encoding};
}
