// Pages of a gene-set table, encoded: plain values, dictionaries, and lists of places in a dictionary.
// https://parquet.apache.org/docs/file-format/data-pages/
import {bitsFor, pack, packedBytes} from './bit-packing.ts';
import {ENCODING, PAGE} from './layout.ts';
import {encodeStruct, type ThriftStruct, writeVarint} from './thrift.ts';

/** A page goes on to the end of the set that reaches this many values. */
const PAGE_VALUES = 1 << 17;

/** A page with its header, and what the column's metadata must know of it. */
export interface EncodedPage {
  bytes: Uint8Array[];
  values: number;
}

/** Numbers, four bytes each, little-endian. */
export function plainNumbers(values: Int32Array): EncodedPage {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return dataPage([bytes], values.length, ENCODING.plain);
}

/** Texts after their lengths in bytes. */
export function* plainTexts(texts: readonly string[]): Generator<EncodedPage> {
  for (let start = 0; start < texts.length; start += PAGE_VALUES) {
    const own = texts.slice(start, start + PAGE_VALUES);
    yield dataPage([encodeTexts(own)], own.length, ENCODING.plain);
  }
}

/** The page that holds the texts of a dictionary. */
export function dictionaryPage(texts: readonly string[]): EncodedPage {
  const bytes = encodeTexts(texts);
  const header: ThriftStruct = [
    [1, {i32: texts.length}],
    [2, {i32: ENCODING.plain}],
  ];
  return {bytes: withHeader(PAGE.dictionary, 7, header, [bytes]), values: 0};
}

/** One place in a dictionary of `size` texts a row. */
export function codePage(codes: Int32Array, size: number): EncodedPage {
  const identity = Int32Array.from({length: size}, (_, i) => i);
  const values = encodeCodes(codes, 0, codes.length, identity, size);
  return dataPage([values], codes.length, ENCODING.dictionary);
}

/** Lists of values, `codeOf` of which are places in a dictionary of `size` texts; whole rows to a page. */
export function* listPages(
  offsets: Int32Array,
  values: Int32Array,
  codeOf: Int32Array,
  size: number,
): Generator<EncodedPage> {
  const rows = offsets.length - 1;
  for (let row = 0; row < rows; ) {
    const first = row++;
    while (row < rows && row - first < PAGE_VALUES && offsets[row] - offsets[first] < PAGE_VALUES) {
      row++;
    }
    const {repetition, definition, entries} = encodeLevels(offsets, first, row);
    const codes = encodeCodes(values, offsets[first], offsets[row], codeOf, size);
    yield dataPage([repetition, definition, codes], entries, ENCODING.dictionary);
  }
}

/** Levels of the lists of rows first..end-1: where each begins, and which are empty. */
function encodeLevels(offsets: Int32Array, first: number, end: number) {
  const repetition = new LevelRuns();
  const definition = new LevelRuns();
  let entries = 0;
  for (let row = first; row < end; row++) {
    const size = offsets[row + 1] - offsets[row];
    repetition.add(0, 1);
    if (size > 1) repetition.add(1, size - 1);
    definition.add(size > 0 ? 1 : 0, Math.max(1, size));
    entries += Math.max(1, size);
  }
  return {repetition: repetition.encode(), definition: definition.encode(), entries};
}

/** Runs of levels 0 and 1, of one byte each. */
class LevelRuns {
  private readonly bytes: number[] = [];
  private level = 0;
  private length = 0;

  add(level: number, length: number): void {
    if (level !== this.level) this.close();
    this.level = level;
    this.length += length;
  }

  /** The runs after their length in bytes. */
  encode(): Uint8Array {
    this.close();
    const encoded = new Uint8Array(4 + this.bytes.length);
    new DataView(encoded.buffer).setUint32(0, this.bytes.length, true);
    encoded.set(this.bytes, 4);
    return encoded;
  }

  private close(): void {
    if (this.length > 0) {
      writeVarint(this.bytes, 2 * this.length);
      this.bytes.push(this.level);
    }
    this.length = 0;
  }
}

/** Width in bits, and one run of packed places. */
function encodeCodes(
  values: Int32Array,
  start: number,
  end: number,
  codeOf: Int32Array,
  size: number,
): Uint8Array {
  const bits = bitsFor(size);
  const head = [bits];
  writeVarint(head, 2 * Math.ceil((end - start) / 8) + 1);
  const bytes = new Uint8Array(head.length + packedBytes(end - start, bits));
  bytes.set(head);
  pack(values, start, end, codeOf, bits, bytes, head.length);
  return bytes;
}

function encodeTexts(texts: readonly string[]): Uint8Array {
  const length = texts.reduce((sum, text) => sum + 4 + Buffer.byteLength(text), 0);
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const text of texts) {
    const written = bytes.write(text, at + 4, 'utf8');
    bytes.writeUInt32LE(written, at);
    at += 4 + written;
  }
  return bytes;
}

function dataPage(parts: Uint8Array[], values: number, encoding: number): EncodedPage {
  const header: ThriftStruct = [
    [1, {i32: values}],
    [2, {i32: encoding}],
    [3, {i32: ENCODING.runs}],
    [4, {i32: ENCODING.runs}],
  ];
  return {bytes: withHeader(PAGE.data, 5, header, parts), values};
}

function withHeader(
  type: number,
  field: number,
  struct: ThriftStruct,
  parts: Uint8Array[],
): Uint8Array[] {
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  const header = encodeStruct([
    [1, {i32: type}],
    [2, {i32: bytes}],
    [3, {i32: bytes}],
    [field, {struct}],
  ]);
  return [header, ...parts];
}
