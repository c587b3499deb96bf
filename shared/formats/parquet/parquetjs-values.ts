// Encodings of values in a Parquet page: plain, and runs of repeated or bit-packed integers.
// https://github.com/apache/parquet-format/blob/master/Encodings.md
import {isUtf8} from 'node:buffer';
import type {ParquetScalar} from './parquet-codec.ts';
import type {PhysicalType} from './parquetjs-schema.ts';

/** Encoding PLAIN: values one after another, numbers little-endian, texts after their length in bytes. */
export function decodePlain(bytes: Buffer, physical: PhysicalType, count: number): ParquetScalar[] {
  const values = new Array<ParquetScalar>(count);
  let offset = 0;
  for (let i = 0; i < count; i++) {
    if (physical === 'INT32') values[i] = bytes.readInt32LE(i * 4);
    else if (physical === 'INT64') values[i] = bytes.readBigInt64LE(i * 8);
    else if (physical === 'DOUBLE') values[i] = bytes.readDoubleLE(i * 8);
    else if (physical === 'BOOLEAN')
      values[i] = ((slice(bytes, i >> 3, 1)[0] >> (i & 7)) & 1) === 1;
    else {
      const length = bytes.readUInt32LE(offset);
      values[i] = decodeText(slice(bytes, offset + 4, length));
      offset += 4 + length;
    }
  }
  return values;
}

// Bytes that are no UTF-8 would be read as U+FFFD: only a text that holds it needs a second look.
function decodeText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (text.includes('\ufffd') && !isUtf8(bytes)) throw new Error('a text is not UTF-8');
  return text;
}

/** Encoding RLE: runs of one repeated value and runs of bit-packed values, least significant bit first. */
export function decodeRuns(bytes: Buffer, bits: number, count: number): number[] {
  const values: number[] = [];
  const width = (bits + 7) >> 3;
  let offset = 0;
  while (values.length < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = slice(bytes, offset++, 1)[0];
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const wanted = count - values.length;
    if (header & 1) {
      const packed = slice(bytes, offset, Math.min((header >> 1) * bits, bytes.length - offset));
      unpack(packed, bits, Math.min((header >> 1) * 8, wanted), values);
      offset += packed.length;
    } else {
      const value = width === 0 ? 0 : slice(bytes, offset, width).readUIntLE(0, width);
      offset += width;
      for (let i = Math.min(header >> 1, wanted); i > 0; i--) values.push(value);
    }
  }
  return values;
}

function unpack(bytes: Buffer, bits: number, count: number, values: number[]): void {
  if (bytes.length * 8 < count * bits) throw new Error('a run of values ends too early');
  const range = 2 ** bits;
  let window = 0;
  let held = 0;
  let offset = 0;
  for (let i = 0; i < count; i++) {
    while (held < bits) {
      window += bytes[offset++] * 2 ** held;
      held += 8;
    }
    values.push(window % range);
    window = Math.floor(window / range);
    held -= bits;
  }
}

/** `length` bytes from `offset` on; an error says when there are fewer. */
export function slice(bytes: Buffer, offset: number, length: number): Buffer {
  if (offset >= 0 && length >= 0 && offset + length <= bytes.length) {
    return bytes.subarray(offset, offset + length);
  }
  throw new Error('a page ends too early');
}
