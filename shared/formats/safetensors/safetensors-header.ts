// The header of a safetensors file: 8 bytes of length, then JSON that names every tensor's type, shape and place.
// Reference: https://huggingface.co/docs/safetensors (format).
import type {FileHandle} from 'node:fs/promises';

/** Element types that are read; all are widened to 32-bit floats. Bytes of each. */
export const BYTES_OF = {F32: 4, F16: 2, BF16: 2} as const;
export type FloatType = keyof typeof BYTES_OF;

/** One tensor as the header declares it; `dtype` may be one that is not read. */
export interface TensorEntry {
  name: string;
  dtype: string;
  shape: number[];
  /** First byte and end, counted from the header's end. */
  from: number;
  to: number;
}

export interface SafetensorsHeader {
  metadata: Record<string, string>;
  /** In the order of their data. */
  tensors: TensorEntry[];
  /** Bytes before the data. */
  dataStart: number;
}

/** The header is padded with spaces so that values start at a multiple of this. */
const ALIGNMENT = 64;
/** The reference implementation refuses longer headers. */
const MAX_HEADER_BYTES = 100_000_000;

/** Reads and checks the header of an open file; `path` is for error messages. */
export async function readHeader(file: FileHandle, path: string): Promise<SafetensorsHeader> {
  const {size} = await file.stat();
  if (size < 8) {
    throw new Error(
      `${path}: ${size} bytes are no safetensors file: expected a header length of 8 bytes`,
    );
  }
  const start = Buffer.alloc(8);
  await file.read(start, 0, 8, 0);
  const length = Number(start.readBigUInt64LE(0));
  if (length > MAX_HEADER_BYTES || 8 + length > size) {
    throw new Error(
      `${path}: the header claims ${length} bytes, the file has ${size}: it is cut short or no safetensors file`,
    );
  }
  const text = Buffer.alloc(length);
  await file.read(text, 0, length, 8);
  const {__metadata__: metadata = {}, ...entries} = parseObject(text.toString('utf8'), path);
  const tensors = Object.entries(entries).map(([name, entry]) => checkEntry(name, entry, path));
  tensors.sort((a, b) => a.from - b.from);
  requireCovered(tensors, size - 8 - length, path);
  return {metadata: metadata as Record<string, string>, tensors, dataStart: 8 + length};
}

/** Length and JSON of a header for F32 tensors, padded to a whole line. */
export function encodeHeader(
  tensors: ReadonlyMap<string, {shape: number[]; values: Float32Array}>,
  metadata: Record<string, string>,
): Uint8Array {
  const entries: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) entries.__metadata__ = metadata;
  let offset = 0;
  for (const [name, {shape, values}] of tensors) {
    if (values.length !== product(shape)) {
      throw new Error(
        `tensor ${name} has ${values.length} values: shape (${shape.join(', ')}) needs ${product(shape)}`,
      );
    }
    entries[name] = {dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength]};
    offset += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(entries));
  const padded = Math.ceil((8 + json.length) / ALIGNMENT) * ALIGNMENT;
  const header = Buffer.alloc(padded, ' ');
  header.writeBigUInt64LE(BigInt(padded - 8), 0);
  json.copy(header, 8);
  return header;
}

/** Number of elements of a shape. */
export function product(shape: readonly number[]): number {
  return shape.reduce((result, extent) => result * extent, 1);
}

function parseObject(text: string, path: string): Record<string, unknown> {
  try {
    const header = JSON.parse(text);
    if (header === null || typeof header !== 'object' || Array.isArray(header))
      throw new Error('it is no object');
    return header;
  } catch (error) {
    throw new Error(
      `${path}: the header is no JSON object (${(error as Error).message}): the file is damaged or no safetensors file`,
    );
  }
}

function checkEntry(name: string, entry: unknown, path: string): TensorEntry {
  const {dtype, shape, data_offsets: offsets} = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string') throw new Error(`${path}: tensor ${name} has no dtype`);
  if (!isNaturals(shape))
    throw new Error(`${path}: tensor ${name} has no proper shape: ${JSON.stringify(shape)}`);
  const width = dtype in BYTES_OF ? BYTES_OF[dtype as FloatType] : undefined;
  const [from, to] = isNaturals(offsets) && offsets.length === 2 ? offsets : [0, -1];
  if (to < from || (width !== undefined && to - from !== width * product(shape))) {
    throw new Error(
      `${path}: tensor ${name} of shape (${shape.join(', ')}) has data_offsets ${JSON.stringify(offsets)}: expected ${(width ?? 1) * product(shape)} bytes`,
    );
  }
  return {name, dtype, shape, from, to};
}

function requireCovered(tensors: TensorEntry[], dataBytes: number, path: string): void {
  let covered = 0;
  for (const {name, from, to} of tensors) {
    if (to > dataBytes) {
      throw new Error(
        `${path}: tensor ${name} ends at byte ${to} of the data, which has ${dataBytes}: the file is cut short`,
      );
    }
    covered += to - from;
  }
  if (covered !== dataBytes) {
    throw new Error(
      `${path}: its tensors take ${covered} bytes, but ${dataBytes} follow the header`,
    );
  }
}

function isNaturals(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(number => Number.isInteger(number) && number >= 0);
}
