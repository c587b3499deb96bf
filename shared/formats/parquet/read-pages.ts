// Decodes the pages of a column chunk by hyparquet's parts, each page checked first.
import type {AsyncBuffer, ColumnMetaData, FileMetaData, PageHeader} from 'hyparquet';
import type {ColumnDecoder, DataPage, DataPageHeaderV2, DecodedArray} from 'hyparquet/src/types.js';
import {limitTime} from '../reader-thread/limit-time.ts';
import {checkHeader, checkRuns, startOf} from './check-pages.ts';
import {MOST_BITS, unpackRuns, widthOf} from './runs.ts';

/** Levels and values of a page; values that were encoded by a dictionary are places in it. */
export interface DecodedPage extends DataPage {
  encoding: string;
  /** Entries of the page, nulls and empty lists among them. */
  entries: number;
}

export interface PageTaker {
  dictionary(values: DecodedArray): void;
  page(page: DecodedPage): void;
  /** Takes pages of the second version that hold places in place of `page`: tens of millions fit into no array of objects. */
  places?(page: PlacesPage): void;
}

/** A page of places in a dictionary, on typed arrays. Shapes: levels (entries), places (values). */
export interface PlacesPage {
  repetitionLevels: Uint8Array;
  definitionLevels: Uint8Array;
  places: Int32Array;
}

const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
/** Texts as they are: a byte-order mark is kept, and bytes that are no UTF-8 are an error. */
const PARSERS = {stringFromBytes: (bytes: Uint8Array) => decoder.decode(bytes)};

/** How the column of a chunk is decoded. */
export async function decoderOf(
  {metadata}: {metadata: FileMetaData},
  chunk: ColumnMetaData,
): Promise<ColumnDecoder> {
  const {DEFAULT_PARSERS} = await import('hyparquet/src/convert.js');
  const {compressors} = await import('hyparquet-compressors');
  const {getSchemaPath} = await import('hyparquet/src/schema.js');
  const schemaPath = getSchemaPath(metadata.schema, chunk.path_in_schema);
  return {
    ...chunk,
    pathInSchema: chunk.path_in_schema,
    schemaPath,
    element: schemaPath[schemaPath.length - 1].element,
    parsers: {...DEFAULT_PARSERS, ...PARSERS},
    compressors,
  };
}

/** Gives the pages of a chunk to `take`, in order. */
export async function readPages(
  {file}: {file: AsyncBuffer},
  chunk: ColumnMetaData,
  decoder: ColumnDecoder,
  take: PageTaker,
): Promise<void> {
  const {parquetHeader, readPage} = await import('hyparquet/src/column.js');
  const decodeData = await dataDecoder(decoder);
  const decodePlaces = await placesDecoder(decoder);
  const start = startOf(chunk);
  const view = new DataView(await file.slice(start, start + Number(chunk.total_compressed_size)));
  const reader = {view, offset: 0};
  let left = Number(chunk.num_values);
  const readNext = () => {
    const header = parquetHeader(reader);
    left = checkHeader(header, view.byteLength - reader.offset, left);
    if (header.type === 'DICTIONARY_PAGE') {
      take.dictionary(readPage(reader, header, decoder, undefined, undefined, 0).data ?? []);
      return;
    }
    const size = header.compressed_page_size;
    const bytes = new Uint8Array(view.buffer, view.byteOffset + reader.offset, size);
    reader.offset += size;
    if (header.type === 'INDEX_PAGE') return;
    const places = take.places && decodePlaces(bytes, header);
    if (places) take.places?.(places);
    else take.page(decodeData(bytes, header));
  };
  // Damaged bytes make some of the libraries that unpack them run for ever.
  limitTime(() => {
    // Some writers leave a byte behind the last page.
    while (reader.offset < view.byteLength - 1) readNext();
  });
  if (left > 0) throw new Error(`${left} of its ${chunk.num_values} values are missing`);
}

/** Decodes a data page whose header was checked. */
async function dataDecoder(decoder: ColumnDecoder) {
  const {decompressPage, readDataPage, readDataPageV2} = await import('hyparquet/src/datapage.js');
  const {getMaxDefinitionLevel, getMaxRepetitionLevel} = await import('hyparquet/src/schema.js');
  const {codec, compressors, schemaPath} = decoder;
  const levels = [getMaxRepetitionLevel(schemaPath), getMaxDefinitionLevel(schemaPath)];
  const plain: ColumnDecoder = {...decoder, codec: 'UNCOMPRESSED'};
  const unpack = (bytes: Uint8Array, size: number) =>
    decompressPage(bytes, size, codec, compressors);
  return (bytes: Uint8Array, header: PageHeader): DecodedPage => {
    const {data_page_header: first, data_page_header_v2: second} = header;
    if (first) {
      const page = unpack(bytes, header.uncompressed_page_size);
      const values = checkLevels(page, levels, first.num_values);
      checkValues(values, first.encoding, first.num_values, decoder);
      const decoded = readDataPage(page, first, decoder);
      return {...decoded, encoding: first.encoding, entries: first.num_values};
    }
    if (!second) throw new Error(`unknown page type ${header.type}`);
    const {at, values} = openPage(bytes, header, second, levels, unpack);
    checkValues(values, second.encoding, second.num_values, decoder);
    const page = new Uint8Array(at + values.length);
    page.set(bytes.subarray(0, at));
    page.set(values, at);
    const decoded = readDataPageV2(page, {...header, uncompressed_page_size: page.length}, plain);
    return {...decoded, encoding: second.encoding, entries: second.num_values};
  };
}

type Unpack = (bytes: Uint8Array, size: number) => Uint8Array;

/** Checks the levels at the start of a page of the second version; says where they end, and unpacks what follows. */
function openPage(
  bytes: Uint8Array,
  header: PageHeader,
  second: DataPageHeaderV2,
  levels: readonly number[],
  unpack: Unpack,
): {at: number; values: Uint8Array} {
  const lengths = [second.repetition_levels_byte_length, second.definition_levels_byte_length];
  let at = 0;
  for (const [place, length] of lengths.entries()) {
    const part = bytes.subarray(at, at + length);
    if (levels[place] > 0)
      checkRuns(part, widthOf(levels[place]), second.num_values, levels[place]);
    at += length;
  }
  const size = header.uncompressed_page_size - at;
  // A page of nulls alone may have no bytes at all, which is no stream.
  const isPacked = second.is_compressed !== false && size > 0;
  return {at, values: isPacked ? unpack(bytes.subarray(at), size) : bytes.subarray(at)};
}

/** Decodes a data page of the second version that holds places in a dictionary; undefined for others. */
async function placesDecoder(decoder: ColumnDecoder) {
  const {decompressPage} = await import('hyparquet/src/datapage.js');
  const {getMaxDefinitionLevel, getMaxRepetitionLevel} = await import('hyparquet/src/schema.js');
  const {codec, compressors, schemaPath, type} = decoder;
  const levels = [getMaxRepetitionLevel(schemaPath), getMaxDefinitionLevel(schemaPath)];
  return (bytes: Uint8Array, header: PageHeader): PlacesPage | undefined => {
    const {data_page_header_v2: second} = header;
    if (!second?.encoding.endsWith('_DICTIONARY') || type === 'BOOLEAN') return undefined;
    const {at, values} = openPage(bytes, header, second, levels, (packed, size) =>
      decompressPage(packed, size, codec, compressors),
    );
    const [width = 0] = values;
    if (width > MOST_BITS) return undefined;
    checkValues(values, second.encoding, second.num_values, decoder);
    const middle = second.repetition_levels_byte_length;
    const levelsOf = (part: Uint8Array, most: number) =>
      unpackRuns(part, widthOf(most), new Uint8Array(second.num_values));
    const repetitionLevels = levelsOf(bytes.subarray(0, middle), levels[0]);
    const definitionLevels = levelsOf(bytes.subarray(middle, at), levels[1]);
    const count = second.num_values - second.num_nulls;
    const places = unpackRuns(values.subarray(1), width, new Int32Array(count));
    return {repetitionLevels, definitionLevels, places};
  };
}

/** Checks the levels at the start of a page of the first version; gives what follows them. */
function checkLevels(page: Uint8Array, levels: readonly number[], count: number): Uint8Array {
  let rest = page;
  for (const most of levels.filter(level => level > 0)) {
    if (rest.length < 4) throw new Error('a page without levels');
    const length = new DataView(rest.buffer, rest.byteOffset).getUint32(0, true);
    if (length > rest.length - 4) throw new Error(`levels of ${length} bytes`);
    checkRuns(rest.subarray(4, 4 + length), widthOf(most), count, most);
    rest = rest.subarray(4 + length);
  }
  return rest;
}

/** Checks the runs of values that are places in a dictionary, or of truth values. */
function checkValues(
  bytes: Uint8Array,
  encoding: string,
  count: number,
  {type}: ColumnDecoder,
): void {
  if (encoding === 'RLE' && type === 'BOOLEAN' && bytes.length >= 4) {
    checkRuns(bytes.subarray(4), 1, count);
  } else if (encoding.endsWith('_DICTIONARY') && bytes.length > 0) {
    const [width] = bytes;
    if (width > 32) throw new Error(`places of ${width} bits`);
    checkRuns(bytes.subarray(1), width, count);
  }
}
