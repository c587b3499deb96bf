// Safetensors files: reads F32, F16 and BF16 tensors as 32-bit floats, one at a time; writes F32.
// Reference: https://huggingface.co/docs/safetensors (format).
import {type FileHandle, open} from 'node:fs/promises';
import {
  encodeHeader,
  FLOAT_TYPES,
  type FloatType,
  isFloatType,
  product,
  readHeader,
  type SafetensorsHeader,
  type TensorEntry,
} from './safetensors-header.ts';

/** Tensors by name; values are row-major. */
export type Tensors = Map<string, {shape: number[]; values: Float32Array}>;

/** Names, types and shapes of a file's tensors and its metadata, without reading any values. */
export async function inspectSafetensors(path: string): Promise<SafetensorsHeader> {
  const file = await open(path, 'r');
  try {
    return await readHeader(file, path);
  } finally {
    await file.close();
  }
}

/** Reads the tensors of a file, or those whose name `wanted` takes; throws when one has no float type. */
export async function readSafetensors(
  path: string,
  wanted: (name: string) => boolean = () => true,
): Promise<Tensors> {
  const file = await open(path, 'r');
  try {
    const {tensors, dataStart} = await readHeader(file, path);
    const read: Tensors = new Map();
    for (const entry of tensors) {
      if (!wanted(entry.name)) continue;
      const values = await readValues(file, entry, dataStart, path);
      read.set(entry.name, {shape: entry.shape, values});
    }
    return read;
  } finally {
    await file.close();
  }
}

/** Reads the tensors expected, whose shapes are compared with the file's before any value is read; null is any extent. */
export async function readShaped(
  path: string,
  expected: readonly {name: string; shape: readonly (number | null)[]}[],
): Promise<Tensors> {
  const {tensors} = await inspectSafetensors(path);
  const stored = new Map(tensors.map(entry => [entry.name, entry.shape]));
  for (const {name, shape} of expected) {
    const found = stored.get(name);
    const fits =
      found?.length === shape.length && shape.every((n, i) => n === null || n === found[i]);
    if (fits) continue;
    throw new Error(
      `${path}: tensor ${name} is of shape (${found?.join(', ') ?? 'nothing'}): expected (${shape.map(n => n ?? 'any').join(', ')}). Write the model again.`,
    );
  }
  const names = new Set(expected.map(({name}) => name));
  return readSafetensors(path, name => names.has(name));
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

async function readValues(
  file: FileHandle,
  {name, dtype, shape, from}: TensorEntry,
  dataStart: number,
  path: string,
): Promise<Float32Array> {
  if (!isFloatType(dtype)) {
    throw new Error(
      `${path}: tensor ${name} has dtype ${dtype}: only ${FLOAT_TYPES} are read, convert it with .float()`,
    );
  }
  const count = product(shape);
  if (dtype === 'F32') {
    const values = new Float32Array(count);
    await readFully(file, bytesOf(values), dataStart + from, path);
    return values;
  }
  const words = new Uint16Array(count);
  await readFully(file, bytesOf(words), dataStart + from, path);
  return widen(words, dtype);
}

/** A single read gives 2 GiB at most. */
async function readFully(
  file: FileHandle,
  into: Uint8Array,
  position: number,
  path: string,
): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const length = Math.min(into.length - done, 1 << 30);
    const {bytesRead} = await file.read(into, done, length, position + done);
    if (bytesRead === 0) throw new Error(`${path}: the file ended while it was read`);
    done += bytesRead;
  }
}

/** bf16 is the upper half of a 32-bit float; half precision has 5 bits of exponent and 10 of fraction. */
function widen(words: Uint16Array, dtype: FloatType): Float32Array {
  if (dtype === 'BF16') return new Float32Array(Uint32Array.from(words, word => word << 16).buffer);
  return Float32Array.from(words, word => {
    const sign = word & 0x8000 ? -1 : 1;
    const exponent = (word >> 10) & 31;
    const fraction = word & 1023;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

function bytesOf(values: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
