// Safetensors, 32-bit floats only: 8 bytes of header length, a JSON header, then the values, little-endian.
// Reference: https://huggingface.co/docs/safetensors (format).
import {open, readFile} from 'node:fs/promises';

/** Tensors by name; values are row-major. */
export type Tensors = Map<string, {shape: number[]; values: Float32Array}>;

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** The header is padded with spaces so that values start at a multiple of this. */
const ALIGNMENT = 64;
/** The reference implementation refuses longer headers. */
const MAX_HEADER_BYTES = 100_000_000;

/** Reads every tensor of a file; throws when it holds anything but well-formed F32 tensors. */
export async function readSafetensors(path: string): Promise<Tensors> {
  return parseSafetensors(await readFile(path), path);
}

/** The `__metadata__` of a file: text by name, empty when there is none. */
export async function readSafetensorsMetadata(path: string): Promise<Record<string, string>> {
  const {header} = parseHeader(await readFile(path), path);
  return (header.__metadata__ as Record<string, string> | undefined) ?? {};
}

/** Writes tensors in the order of the map, with `metadata` (e.g. `{format: 'pt'}`) in the header. */
export async function writeSafetensors(
  path: string,
  tensors: Tensors,
  metadata: Record<string, string> = {},
): Promise<void> {
  const header = encodeHeader(tensors, metadata);
  const file = await open(path, 'w');
  try {
    await file.writeFile(header);
    for (const {values} of tensors.values()) await file.writeFile(bytesOf(values));
    await file.sync();
  } finally {
    await file.close();
  }
}

function encodeHeader(tensors: Tensors, metadata: Record<string, string>): Uint8Array {
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

function parseSafetensors(bytes: Buffer, path: string): Tensors {
  const {header, dataStart} = parseHeader(bytes, path);
  const tensors: Tensors = new Map();
  let covered = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const {shape, data_offsets} = checkEntry(name, entry, path);
    const [from, to] = data_offsets;
    if (to > bytes.length - dataStart) {
      throw new Error(
        `${path}: tensor ${name} ends at byte ${to} of the data, which has ${bytes.length - dataStart}: the file is cut short`,
      );
    }
    tensors.set(name, {shape, values: floatsAt(bytes, dataStart + from, (to - from) / 4)});
    covered += to - from;
  }
  if (covered !== bytes.length - dataStart) {
    throw new Error(
      `${path}: its tensors take ${covered} bytes, but ${bytes.length - dataStart} follow the header`,
    );
  }
  return tensors;
}

function parseHeader(
  bytes: Buffer,
  path: string,
): {header: Record<string, unknown>; dataStart: number} {
  if (bytes.length < 8)
    throw new Error(
      `${path}: ${bytes.length} bytes are no safetensors file: expected a header length of 8 bytes`,
    );
  const length = Number(bytes.readBigUInt64LE(0));
  if (length > MAX_HEADER_BYTES || 8 + length > bytes.length) {
    throw new Error(
      `${path}: the header claims ${length} bytes, the file has ${bytes.length}: it is cut short or no safetensors file`,
    );
  }
  try {
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
    if (header === null || typeof header !== 'object' || Array.isArray(header))
      throw new Error('it is no object');
    return {header, dataStart: 8 + length};
  } catch (error) {
    throw new Error(
      `${path}: the header is no JSON object (${(error as Error).message}): the file is damaged or no safetensors file`,
    );
  }
}

function checkEntry(name: string, entry: unknown, path: string): HeaderEntry {
  const {dtype, shape, data_offsets: offsets} = (entry ?? {}) as Partial<HeaderEntry>;
  if (dtype !== 'F32') {
    throw new Error(
      `${path}: tensor ${name} has dtype ${dtype}: only F32 is read, convert it with .float()`,
    );
  }
  if (!isNaturals(shape))
    throw new Error(`${path}: tensor ${name} has no proper shape: ${JSON.stringify(shape)}`);
  if (
    !isNaturals(offsets) ||
    offsets.length !== 2 ||
    offsets[1] - offsets[0] !== 4 * product(shape)
  ) {
    throw new Error(
      `${path}: tensor ${name} of shape (${shape.join(', ')}) has data_offsets ${JSON.stringify(offsets)}: expected ${4 * product(shape)} bytes`,
    );
  }
  return {dtype, shape, data_offsets: [offsets[0], offsets[1]]};
}

function isNaturals(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(number => Number.isInteger(number) && number >= 0);
}

/** A copy, since the data need not start at a multiple of four in memory. */
function floatsAt(bytes: Buffer, offset: number, count: number): Float32Array {
  const values = new Float32Array(count);
  bytesOf(values).set(bytes.subarray(offset, offset + 4 * count));
  return values;
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function product(shape: number[]): number {
  return shape.reduce((result, extent) => result * extent, 1);
}
