// What a Parquet file claims, checked before memory is asked for: rows, places of column chunks, sizes of pages, and runs
// in pages, which hyparquet repeats as often as they say. https://parquet.apache.org/docs/file-format/data-pages/encodings/
import type {ColumnMetaData, FileMetaData, PageHeader} from 'hyparquet';
import {checkCount, damaged} from '../check-index.ts';

/** So many values, or bytes, may be claimed by however few bytes. */
const FREE_VALUES = 2 ** 20;
const FREE_BYTES = 2 ** 26;
/** Beyond that, so many for each byte: runs and compression make much of little. */
const MOST_PACKED = 4096;

/** Groups of eight packed values that stand for none: DuckDB fills up to 32, others may more. */
const MOST_PADDING = 2 ** 16;

const mostValues = (bytes: number) => FREE_VALUES + MOST_PACKED * bytes;

/** Fails unless rows and chunks of columns are as many as the file can hold and lie inside it. */
export function checkFooter(path: string, metadata: FileMetaData, fileBytes: number): void {
  const rows = Number(metadata.num_rows);
  checkCount(path, 'number of rows', rows, Math.min(2 ** 31 - 2, mostValues(fileBytes)));
  let found = 0;
  for (const [place, {num_rows, columns}] of metadata.row_groups.entries()) {
    checkCount(path, `rows of row group ${place + 1}`, Number(num_rows), rows - found);
    found += Number(num_rows);
    for (const {meta_data} of columns) if (meta_data) checkChunk(path, meta_data, fileBytes);
  }
  if (found !== rows) throw damaged(path, 'row groups', `${found} rows`, `${rows} rows`);
}

function checkChunk(path: string, chunk: ColumnMetaData, fileBytes: number): void {
  const where = `column '${chunk.path_in_schema.join('.')}'`;
  const bytes = Number(chunk.total_compressed_size);
  const start = startOf(chunk);
  checkCount(path, `${where}, bytes`, bytes, fileBytes);
  checkCount(path, `${where}, place`, start, fileBytes - bytes);
  checkCount(path, `${where}, values`, Number(chunk.num_values), mostValues(bytes));
}

/** The first byte of a chunk. Some writers say 0 where there is no dictionary. */
export function startOf(chunk: ColumnMetaData): number {
  return Number(chunk.dictionary_page_offset || chunk.data_page_offset);
}

/** Fails unless the page fits into what is left of its chunk; gives the values that are then left. */
export function checkHeader(header: PageHeader, bytesLeft: number, valuesLeft: number): number {
  const {compressed_page_size: packed, uncompressed_page_size: bytes} = header;
  requireCount('bytes of a page', packed, bytesLeft);
  requireCount('unpacked bytes of a page', bytes, FREE_BYTES + MOST_PACKED * packed);
  if (header.type === 'DICTIONARY_PAGE') {
    requireCount('values of a dictionary', header.dictionary_page_header?.num_values, bytes);
    return valuesLeft;
  }
  const {data_page_header: first, data_page_header_v2: second} = header;
  const values = (first ?? second)?.num_values;
  requireCount('values of a page', values, valuesLeft);
  if (second) {
    const levels = [second.repetition_levels_byte_length, second.definition_levels_byte_length];
    for (const length of levels) requireCount('bytes of levels', length, packed);
    requireCount('bytes of levels', levels[0] + levels[1], Math.min(packed, bytes));
    requireCount('nulls of a page', second.num_nulls, second.num_values);
  }
  return valuesLeft - (values ?? 0);
}

function requireCount(what: string, count: number | undefined, most: number): void {
  if (Number.isSafeInteger(count) && count! >= 0 && count! <= most) return;
  const claim = typeof count === 'number' ? count : 'no number';
  throw new Error(`it claims ${claim} for ${what}, at most ${most} can be`);
}

/**
 * Fails where a run among `bytes` is longer than the `count` values there are, or where they do not come together;
 * `most` is the highest value that may stand there.
 */
export function checkRuns(bytes: Uint8Array, width: number, count: number, most?: number): void {
  let [at, seen] = [0, 0];
  const valueBytes = (width + 7) >> 3;
  while (seen < count && at < bytes.length) {
    let [header, shift] = [0, 0];
    for (let more = true; more; shift += 7) {
      if (at >= bytes.length || shift > 28) throw new Error('a run has no end');
      header |= (bytes[at] & 0x7f) << shift;
      more = bytes[at++] >= 0x80;
    }
    if (header & 1) {
      const groups = header >>> 1;
      if (groups > MOST_PADDING + count) throw new Error(`a run of ${8 * groups} values`);
      seen += 8 * groups;
      at += groups * width;
    } else {
      const run = header >>> 1;
      if (run > count - seen + 7) throw new Error(`a run of ${run} values where ${count} are`);
      if (most !== undefined && bytes[at] > most)
        throw new Error('a level that the column has not');
      seen += run;
      at += valueBytes;
    }
  }
  if (most !== undefined && seen < count) throw new Error(`${seen} levels for ${count} values`);
}
