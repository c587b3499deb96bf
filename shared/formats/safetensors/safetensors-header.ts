// The header of a safetensors file: 8 bytes of length, then JSON that names every tensor's type, shape and place.
// Reference: https://huggingface.co/docs/safetensors (format).
import type {FileHandle} from 'node:fs/promises';

/** Bytes of each element type that is read; all are widened to 32-bit floats. */
const READ_TYPES = {F32: 4, F16: 2, BF16: 2};
export type FloatType = keyof typeof READ_TYPES;
/** Those that are not read, but must fit their place all the same. */
const OTHER_TYPES = {F64: 8, I64: 8, U64: 8, I32: 4, U32: 4, I16: 2, U16: 2, I8: 1, U8: 1, BOOL: 1};
const BYTES_OF = new Map(Object.entries({...READ_TYPES, ...OTHER_TYPES}));

/** Whether tensors of this type are read; `FLOAT_TYPES` names them. */
export function isFloatType(dtype: string): dtype is FloatType {
  return Object.hasOwn(READ_TYPES, dtype);
}
export const FLOAT_TYPES = Object.keys(READ_TYPES).join(', ');

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
  tensors.sort((a, b) => a.from - b.from || a.to - b.to);
  requireGapless(tensors, size - 8 - length, path);
  return {metadata: checkMetadata(metadata, path), tensors, dataStart: 8 + length};
}

/** Length and JSON of a header for F32 tensors, padded to a whole line. */
export function encodeHeader(
  tensors: ReadonlyMap<string, {shape: number[]; values: Float32Array}>,
  metadata: Record<string, string>,
): Uint8Array {
  const entries: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) entries.push(['__metadata__', metadata]);
  let offset = 0;
  for (const [name, {shape, values}] of tensors) {
    if (values.length !== product(shape)) {
      throw new Error(
        `tensor ${name} has ${values.length} values: shape (${shape.join(', ')}) needs ${product(shape)}`,
      );
    }
    const end = offset + values.byteLength;
    entries.push([name, {dtype: 'F32', shape, data_offsets: [offset, end]}]);
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
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
  const width = BYTES_OF.get(dtype);
  const [from, to] = isNaturals(offsets) && offsets.length === 2 ? offsets : [0, -1];
  // A product that was rounded is far beyond any file.
  if (to < from || (width !== undefined && to - from !== width * product(shape))) {
    throw new Error(
      `${path}: tensor ${name} of shape (${shape.join(', ')}) has data_offsets ${JSON.stringify(offsets)}: expected ${(width ?? 1) * product(shape)} bytes`,
    );
  }
  return {name, dtype, shape, from, to};
}

/** Each tensor starts where the one before it ends: no byte has two meanings, or none. */
function requireGapless(tensors: TensorEntry[], dataBytes: number, path: string): void {
  let end = 0;
  for (const {name, from, to} of tensors) {
    if (to > dataBytes) {
      throw new Error(
        `${path}: tensor ${name} ends at byte ${to} of the data, which has ${dataBytes}: the file is cut short`,
      );
    }
    if (from !== end) {
      throw new Error(
        `${path}: tensor ${name} starts at byte ${from} of the data, and the tensor before it ends at ${end}: expected no gap and no overlap. Write the file again.`,
      );
    }
    end = to;
  }
  if (end !== dataBytes) {
    throw new Error(`${path}: its tensors take ${end} bytes, but ${dataBytes} follow the header`);
  }
}

function checkMetadata(metadata: unknown, path: string): Record<string, string> {
  const isRecord = metadata !== null && typeof metadata === 'object' && !Array.isArray(metadata);
  const texts = isRecord ? Object.entries(metadata) : [['', metadata]];
  const odd = texts.find(([, text]) => typeof text !== 'string');
  if (!odd) return Object.fromEntries(texts);
  throw new Error(
    `${path}: __metadata__ holds ${JSON.stringify(odd[1])}: expected texts by name. Write the file again.`,
  );
}

function isNaturals(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(number => Number.isSafeInteger(number) && number >= 0);
}
