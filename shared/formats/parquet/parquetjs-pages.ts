// Pages of a Parquet column, decoded. parquetjs-lite reads the page headers and inflates; its own decoding of values is
// not used: it knows no ZSTD, adds up the bytes of dictionary places above 255 in a run, turns dictionaries into text
// and mixes up plain pages that follow dictionary pages.
// https://parquet.apache.org/docs/file-format/data-pages/
import type {ColumnMetadata} from 'parquetjs-lite';
import type {
  DataPageHeader,
  DataPageHeaderV2,
  PageHeader,
} from 'parquetjs-lite/gen-nodejs/parquet_types.js';
import type {ParquetScalar} from './parquet-codec.ts';
import type {PhysicalType, StoredColumn} from './parquetjs-schema.ts';
import {decodePlain, decodeRuns, slice} from './parquetjs-values.ts';

/** Loads what decoding needs; nothing of it loads with a stage. */
export async function loadPageTools() {
  const [types, util, compression, fzstd] = await Promise.all([
    import('parquetjs-lite/gen-nodejs/parquet_types.js'),
    import('parquetjs-lite/lib/util.js'),
    import('parquetjs-lite/lib/compression.js'),
    import('fzstd'),
  ]);
  return {
    types: types.default,
    decodeThrift: util.default.decodeThrift,
    inflate: compression.default.inflate,
    decompressZstd: fzstd.decompress,
  };
}
export type PageTools = Awaited<ReturnType<typeof loadPageTools>>;

/** One column of one row group: levels of every entry, and the values of those that are not null. */
export interface DecodedChunk {
  definitionLevels: number[];
  /** 0 where an entry starts a new row; empty for a column without lists. */
  repetitionLevels: number[];
  values: ParquetScalar[];
}

interface Page {
  bytes: Buffer;
  entries: number;
  encoding: string;
  definitionLevels: number[];
  repetitionLevels: number[];
}

/** Decodes the bytes of a column chunk, which start with its dictionary page where it has one. */
export function decodeChunk(
  tools: PageTools,
  bytes: Buffer,
  column: StoredColumn,
  metadata: ColumnMetadata,
): DecodedChunk {
  const entries = Number(metadata.num_values);
  const codec = nameOf(tools.types.CompressionCodec, metadata.codec);
  const chunk: DecodedChunk = {definitionLevels: [], repetitionLevels: [], values: []};
  let dictionary: ParquetScalar[] | undefined;
  let offset = 0;
  while (chunk.definitionLevels.length < entries) {
    const header = new tools.types.PageHeader();
    offset += tools.decodeThrift(header, bytes, offset);
    const body = slice(bytes, offset, header.compressed_page_size);
    offset += header.compressed_page_size;
    if (header.dictionary_page_header) {
      const inflated = inflate(tools, codec, body, header.uncompressed_page_size);
      const {num_values: size} = header.dictionary_page_header;
      dictionary = decodePlain(inflated, column.physical, size);
    } else {
      const page = openPage(tools, codec, header, body, column);
      appendPage(chunk, page, column, dictionary);
    }
  }
  return chunk;
}

function appendPage(
  chunk: DecodedChunk,
  page: Page,
  column: StoredColumn,
  dictionary: ParquetScalar[] | undefined,
): void {
  let present = 0;
  for (const level of page.definitionLevels) {
    chunk.definitionLevels.push(level);
    if (level === column.valueLevel) present++;
  }
  for (const level of page.repetitionLevels) chunk.repetitionLevels.push(level);
  for (const value of decodeValues(page, column.physical, present, dictionary)) {
    chunk.values.push(value);
  }
}

function openPage(
  tools: PageTools,
  codec: string,
  header: PageHeader,
  body: Buffer,
  column: StoredColumn,
): Page {
  const {data_page_header: first, data_page_header_v2: second} = header;
  if (first) {
    return openFirst(
      tools,
      first,
      inflate(tools, codec, body, header.uncompressed_page_size),
      column,
    );
  }
  if (second) return openSecond(tools, codec, header, second, body, column);
  throw new Error(`page type ${nameOf(tools.types.PageType, header.type)} has no reader here`);
}

function openFirst(
  {types}: PageTools,
  header: DataPageHeader,
  bytes: Buffer,
  column: StoredColumn,
): Page {
  const entries = header.num_values;
  let offset = 0;
  const takeLevels = (highest: number, encoding: number): number[] => {
    if (highest === 0) return new Array(entries).fill(0);
    if (nameOf(types.Encoding, encoding) !== 'RLE') throw new Error('levels are not RLE-encoded');
    const length = slice(bytes, offset, 4).readUInt32LE(0);
    const levels = slice(bytes, offset + 4, length);
    offset += 4 + length;
    return decodeRuns(levels, bitsOf(highest), entries);
  };
  const repetitionLevels = column.list ? takeLevels(1, header.repetition_level_encoding) : [];
  const definitionLevels = takeLevels(column.valueLevel, header.definition_level_encoding);
  const encoding = nameOf(types.Encoding, header.encoding);
  return {bytes: bytes.subarray(offset), entries, encoding, definitionLevels, repetitionLevels};
}

// In pages of version 2 the levels stand before the values, uncompressed.
function openSecond(
  tools: PageTools,
  codec: string,
  header: PageHeader,
  second: DataPageHeaderV2,
  body: Buffer,
  column: StoredColumn,
): Page {
  const entries = second.num_values;
  const repetitionBytes = second.repetition_levels_byte_length;
  const definitionBytes = second.definition_levels_byte_length;
  const levels = repetitionBytes + definitionBytes;
  const compressed = second.is_compressed ?? true;
  const values = slice(body, levels, body.length - levels);
  return {
    bytes: compressed
      ? inflate(tools, codec, values, header.uncompressed_page_size - levels)
      : values,
    entries,
    encoding: nameOf(tools.types.Encoding, second.encoding),
    repetitionLevels: column.list ? decodeRuns(slice(body, 0, repetitionBytes), 1, entries) : [],
    definitionLevels:
      column.valueLevel === 0
        ? new Array(entries).fill(0)
        : decodeRuns(
            slice(body, repetitionBytes, definitionBytes),
            bitsOf(column.valueLevel),
            entries,
          ),
  };
}

function inflate(tools: PageTools, codec: string, bytes: Buffer, size: number): Buffer {
  const inflated = inflateAny(tools, codec, bytes, size);
  if (inflated.length === size) return inflated;
  throw new Error(`a page has ${inflated.length} bytes; its header says ${size}`);
}

function inflateAny(tools: PageTools, codec: string, bytes: Buffer, size: number): Buffer {
  if (size === 0) return Buffer.alloc(0);
  if (codec === 'ZSTD') {
    const plain = tools.decompressZstd(bytes);
    return Buffer.from(plain.buffer, plain.byteOffset, plain.length);
  }
  if (['UNCOMPRESSED', 'SNAPPY', 'GZIP'].includes(codec)) return tools.inflate(codec, bytes);
  throw new Error(`compression ${codec}; expected UNCOMPRESSED, SNAPPY, GZIP or ZSTD`);
}

function decodeValues(
  {bytes, encoding}: Page,
  physical: PhysicalType,
  count: number,
  dictionary: ParquetScalar[] | undefined,
): ParquetScalar[] {
  if (count === 0) return [];
  if (encoding === 'PLAIN') return decodePlain(bytes, physical, count);
  if (encoding === 'RLE' && physical === 'BOOLEAN') {
    return decodeRuns(bytes.subarray(4), 1, count).map(bit => bit === 1);
  }
  if (encoding !== 'PLAIN_DICTIONARY' && encoding !== 'RLE_DICTIONARY') {
    throw new Error(`encoding ${encoding}; expected PLAIN, PLAIN_DICTIONARY or RLE_DICTIONARY`);
  }
  if (!dictionary) throw new Error('a page refers to a dictionary, and the column has none');
  return decodeRuns(bytes.subarray(1), slice(bytes, 0, 1)[0], count).map(place => {
    if (place < dictionary.length) return dictionary[place];
    throw new Error(`place ${place} is outside the dictionary of ${dictionary.length}`);
  });
}

function bitsOf(highest: number): number {
  return 32 - Math.clz32(highest);
}

function nameOf(names: Record<string, number>, value: number): string {
  return Object.keys(names).find(name => names[name] === value) ?? `number ${value}`;
}
