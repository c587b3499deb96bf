// Thrift's compact protocol, as far as Parquet's footers and page headers need it.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md

/** Type numbers of the compact protocol. */
const TYPES = {true: 1, false: 2, i32: 5, i64: 6, binary: 8, list: 9, struct: 12} as const;

/** A value to write, with its type. Integers are exact up to 2^53. */
export type ThriftValue =
  | {i32: number}
  | {i64: number}
  | {text: string}
  | {struct: ThriftStruct}
  | {list: ThriftValue[]};
/** Field number → value, in ascending order. */
export type ThriftStruct = [number, ThriftValue][];

/** A struct as read: field number → number, boolean, bytes, list or struct. */
export type ReadStruct = Map<number, ReadValue>;
export type ReadValue = number | boolean | Uint8Array | ReadValue[] | ReadStruct;

/** The bytes of a struct. */
export function encodeStruct(struct: ThriftStruct): Uint8Array {
  const bytes: number[] = [];
  writeStruct(bytes, struct);
  return Uint8Array.from(bytes);
}

function writeStruct(bytes: number[], struct: ThriftStruct): void {
  let last = 0;
  for (const [field, value] of struct) {
    bytes.push(((field - last) << 4) | typeOf(value));
    writeValue(bytes, value);
    last = field;
  }
  bytes.push(0);
}

function typeOf(value: ThriftValue): number {
  if ('i32' in value) return TYPES.i32;
  if ('i64' in value) return TYPES.i64;
  if ('text' in value) return TYPES.binary;
  return 'list' in value ? TYPES.list : TYPES.struct;
}

function writeValue(bytes: number[], value: ThriftValue): void {
  if ('i32' in value) writeVarint(bytes, 2 * value.i32);
  else if ('i64' in value) writeVarint(bytes, 2 * value.i64);
  else if ('text' in value) {
    const text = new TextEncoder().encode(value.text);
    writeVarint(bytes, text.length);
    for (const byte of text) bytes.push(byte);
  } else if ('struct' in value) writeStruct(bytes, value.struct);
  else writeList(bytes, value.list);
}

function writeList(bytes: number[], list: ThriftValue[]): void {
  const type = typeOf(list[0]);
  if (list.length < 15) bytes.push((list.length << 4) | type);
  else {
    bytes.push(0xf0 | type);
    writeVarint(bytes, list.length);
  }
  for (const value of list) writeValue(bytes, value);
}

/** Appends a whole number ≥ 0 in groups of seven bits, the lowest first; zigzag is doubling for these. */
export function writeVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

/** Reads the struct that starts at `offset`; `end` is where it ends. Fails with a RangeError where bytes run out. */
export function decodeStruct(bytes: Uint8Array, offset: number): {struct: ReadStruct; end: number} {
  const cursor = {bytes, at: offset};
  const struct = readStruct(cursor);
  return {struct, end: cursor.at};
}

interface Cursor {
  bytes: Uint8Array;
  at: number;
}

function readStruct(cursor: Cursor): ReadStruct {
  const struct: ReadStruct = new Map();
  let field = 0;
  for (;;) {
    const head = readByte(cursor);
    if (head === 0) return struct;
    field = head >> 4 === 0 ? readInteger(cursor) : field + (head >> 4);
    struct.set(field, readValue(cursor, head & 15));
  }
}

function readValue(cursor: Cursor, type: number): ReadValue {
  if (type === TYPES.true || type === TYPES.false) return type === TYPES.true;
  if (type >= 3 && type <= TYPES.i64) return readInteger(cursor);
  if (type === TYPES.binary) return readBytes(cursor, readVarint(cursor));
  if (type === TYPES.struct) return readStruct(cursor);
  if (type !== TYPES.list) throw new RangeError(`thrift type ${type} has no reader here`);
  const head = readByte(cursor);
  const length = head >> 4 === 15 ? readVarint(cursor) : head >> 4;
  return Array.from({length}, () => readValue(cursor, head & 15));
}

function readInteger(cursor: Cursor): number {
  const value = readVarint(cursor);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function readVarint(cursor: Cursor): number {
  let value = 0;
  for (let scale = 1; ; scale *= 0x80) {
    const byte = readByte(cursor);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
}

function readBytes(cursor: Cursor, length: number): Uint8Array {
  if (cursor.at + length > cursor.bytes.length) throw new RangeError('the bytes end too early');
  cursor.at += length;
  return cursor.bytes.subarray(cursor.at - length, cursor.at);
}

function readByte(cursor: Cursor): number {
  if (cursor.at >= cursor.bytes.length) throw new RangeError('the bytes end too early');
  return cursor.bytes[cursor.at++];
}
