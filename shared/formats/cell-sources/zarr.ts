// Zarr folders (formats 2 and 3, also zipped) by way of zarrita, as a tree of groups and arrays.
import type {AbsolutePath, AsyncReadable, Chunk, DataType, Array as ZarrArray} from 'zarrita';
import {checkCount, damaged} from '../check-index.ts';
import {beat} from '../reader-thread/heartbeat.ts';
import {
  type ArrayStore,
  halvesOf,
  type Numbers,
  narrow,
  type StoredArray,
  textsOf,
} from './array-store.ts';
import {openZarrFiles, type ZarrFiles} from './zarr-files.ts';

type Library = typeof import('zarrita');
type Metadata = Record<string, unknown> & {attributes?: Record<string, unknown>};

/** Values of an array at most, as a file may claim any number of them. */
const MOST_VALUES = 2 ** 40;

/** Opens the store at `path`, a folder or a zip file. */
export async function openZarr(path: string): Promise<ArrayStore> {
  const zarr = await import('zarrita');
  const files = await openZarrFiles(path);
  const reader = new ZarrReader(zarr, files);
  return {
    ...{path, kind: 'Zarr folder'},
    group: name => reader.group(name),
    array: name => reader.array(name),
    close: () => {},
  };
}

class ZarrReader {
  readonly #zarr: Library;
  readonly #files: ZarrFiles;

  constructor(zarr: Library, files: ZarrFiles) {
    this.#zarr = zarr;
    this.#files = files;
  }

  async group(name: string) {
    const path = keyOf(name);
    const v3 = await this.#json(`${path}/zarr.json`);
    if (v3 ? v3.node_type !== 'group' : !(await this.#json(`${path}/.zgroup`))) return undefined;
    const attributes = (v3 ? v3.attributes : await this.#json(`${path}/.zattrs`)) ?? {};
    const keys = await this.#files.folders(path === '' ? '/' : path);
    return {keys, attribute: (key: string) => attributes[key]};
  }

  async array(name: string): Promise<StoredArray | undefined> {
    const path = keyOf(name);
    const v3 = await this.#json(`${path}/zarr.json`);
    const v2 = v3 ? undefined : await this.#json(`${path}/.zarray`);
    if (v3 ? v3.node_type !== 'array' : !v2) return undefined;
    const isHalf = v3 ? v3.data_type === 'float16' : /f2$/.test(String(v2?.dtype));
    const store = isHalf
      ? {...this.#files.store, get: (key: AbsolutePath) => this.#asWhole(key)}
      : this.#files.store;
    const place = this.#zarr.root(store).resolve(path);
    const open = v3 ? this.#zarr.open.v3 : this.#zarr.open.v2;
    const array = await this.#explain(name, () => open(place, {kind: 'array'}));
    const {shape} = array;
    const values = shape.reduce((product, extent) => product * extent, 1);
    checkCount(this.#files.path, `${name}, number of values`, values, MOST_VALUES);
    const read = (start: number, end: number) =>
      this.#explain(name, () => readRange(this.#zarr, array, start, end));
    return {
      ...{path: `/${name}`, shape, isBoolean: array.dtype === 'bool'},
      numbers: async (start, end) => {
        const found = toNumbers(await read(start, end));
        const expected = (end - start) * (shape[1] ?? 1);
        if (found.length === Math.max(0, expected))
          return isHalf ? halvesOf(found as Uint16Array) : found;
        throw damaged(this.#files.path, name, `${found.length} numbers`, String(expected));
      },
      texts: async () => {
        const found = shape[0] ? await read(0, shape[0]) : [];
        if (Array.isArray(found)) return textsOf(found);
        return textsOf(
          isNumeric(found) ? toNumbers(found) : Array.from(found as Iterable<unknown>),
        );
      },
    };
  }

  /** zarrita knows numbers of 16 bits only where JavaScript does; as whole numbers it gives their bits everywhere. */
  async #asWhole(key: AbsolutePath): Promise<Uint8Array | undefined> {
    const bytes = await this.#files.store.get(key);
    if (!bytes || !/(zarr\.json|\.zarray)$/.test(key)) return bytes;
    const {fill_value: _, ...metadata} = JSON.parse(new TextDecoder().decode(bytes));
    const type = metadata.data_type
      ? {data_type: 'uint16'}
      : {dtype: String(metadata.dtype).replace('f2', 'u2')};
    return new TextEncoder().encode(JSON.stringify({...metadata, ...type, fill_value: 0}));
  }

  async #json(key: string): Promise<Metadata | undefined> {
    const bytes = await this.#files.store.get(key as AbsolutePath);
    if (!bytes) return undefined;
    return this.#explain(key.slice(1), async () => JSON.parse(new TextDecoder().decode(bytes)));
  }

  async #explain<T>(where: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      throw new Error(
        `${this.#files.path}: ${where} cannot be read as Zarr (${reason}); expected arrays with codecs of zarrita (blosc, zstd, lz4, gzip, zlib). Write it again in Python: anndata.read_zarr(FOLDER).write_h5ad('cells.h5ad').`,
      );
    }
  }
}

/** `/obs/_index` of `obs/_index`, and nothing of the root. */
function keyOf(name: string): AbsolutePath | '' {
  return name === '/' ? '' : `/${name}`;
}

const lastChunks = new WeakMap<object, {place: number; data: unknown}>();

/** Values `start..end-1` of the first axis; of a list, chunk by chunk, the last one kept for the next range. */
async function readRange(
  zarr: Library,
  array: ZarrArray<DataType, AsyncReadable>,
  start: number,
  end: number,
): Promise<unknown> {
  beat();
  if (end <= start) return new Float64Array(0);
  if (array.shape.length !== 1) {
    const rest = array.shape.slice(1).map(() => null);
    return inRowOrder(await zarr.get(array, [zarr.slice(start, end), ...rest]));
  }
  const size = array.chunks[0];
  const parts: unknown[] = [];
  for (let place = Math.floor(start / size); place * size < end; place++) {
    const last = lastChunks.get(array);
    const data = last?.place === place ? last.data : (await array.getChunk([place])).data;
    lastChunks.set(array, {place, data});
    const from = Math.max(0, start - place * size);
    parts.push(sliceOf(data, from, Math.min(size, end - place * size)));
    beat();
  }
  return parts.length === 1 ? parts[0] : joinParts(parts);
}

/** Numbers of a matrix row by row; zarrita leaves them column by column where they are stored so (order F, transposed). */
function inRowOrder({data, shape, stride}: Chunk<DataType>): Numbers {
  const numbers = toNumbers(data);
  const [rows, width] = shape;
  if (stride[1] === 1 || width === 1) return numbers;
  const turned = numbers.slice();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      turned[row * width + column] = numbers[row * stride[0] + column * stride[1]];
    }
  }
  return turned;
}

function sliceOf(data: unknown, from: number, to: number): unknown {
  if (isNumeric(data)) return data.slice(from, to);
  return Array.from(data as Iterable<unknown>).slice(from, to);
}

type AnyNumbers = Numbers | BigInt64Array | BigUint64Array;

function isNumeric(data: unknown): data is AnyNumbers {
  return ArrayBuffer.isView(data);
}

function joinParts(parts: readonly unknown[]): unknown {
  if (!isNumeric(parts[0])) return parts.flat();
  const numbers = (parts as AnyNumbers[]).map(part => toNumbers(part));
  const joined = new Float64Array(numbers.reduce((sum, {length}) => sum + length, 0));
  let at = 0;
  for (const part of numbers) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function toNumbers(data: unknown): Numbers {
  if (!isNumeric(data)) return Uint8Array.from(data as Iterable<boolean>, Number);
  return data instanceof BigInt64Array || data instanceof BigUint64Array ? narrow(data) : data;
}
