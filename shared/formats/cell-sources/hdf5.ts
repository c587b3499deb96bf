// HDF5 files by way of h5wasm: opened once, read in ranges, every failure an error with the file's name.
import {existsSync, statSync} from 'node:fs';
import {resolve} from 'node:path';
import type {Dataset, File, Group} from 'h5wasm';
import {checkCount, damaged} from '../check-index.ts';
import {beat} from '../reader-thread/heartbeat.ts';

/** An open HDF5 file. */
export interface Hdf5File {
  path: string;
  group(path: string): Group | undefined;
  dataset(path: string): Dataset | undefined;
  close(): void;
}

type Library = typeof import('h5wasm/node').default;
let loading: Promise<Library> | undefined;

async function load(): Promise<Library> {
  const [{default: library}, plugins] = await Promise.all([
    import('h5wasm/node'),
    import('h5wasm-plugins'),
  ]);
  const module = await library.ready;
  // Without this, failed reads give whatever lay in memory.
  module.activate_throwing_error_handler();
  plugins.install_local_plugins(module);
  return library;
}

/** Opens a file for reading; says so where it is none, or cut short. */
export async function openHdf5(path: string): Promise<Hdf5File> {
  if (!existsSync(path)) {
    throw new Error(`${path}: cannot be opened (no such file); expected an HDF5 file`);
  }
  loading ??= load();
  const library = await loading;
  const file = explain(path, () => new library.File(resolve(path), 'r'));
  const entity = (name: string) => (has(file, name) ? explain(path, () => file.get(name)) : null);
  return {
    path,
    group: name =>
      name === '/' ? file : isGroup(entity(name)) ? (entity(name) as Group) : undefined,
    dataset: name => (isGroup(entity(name)) ? undefined : ((entity(name) as Dataset) ?? undefined)),
    close: () => void file.close(),
  };
}

function isGroup(entity: unknown): boolean {
  return (entity as {type?: string} | null)?.type === 'Group';
}

// Asking for a path that is not there is an error in HDF5, so each step is looked up first.
function has(file: File, path: string): boolean {
  let group: Group = file;
  const steps = path.split('/');
  for (const [place, step] of steps.entries()) {
    if (!group.keys().includes(step)) return false;
    if (place === steps.length - 1) return true;
    const next = group.get(step);
    if (!isGroup(next)) return false;
    group = next as Group;
  }
  return true;
}

/** Runs an HDF5 call and turns its stack of diagnostics into one sentence. */
export function explain<T>(path: string, call: () => T): T {
  beat();
  try {
    return call();
  } catch (error) {
    throw new Error(`${path}: ${reasonOf(String(error))}`);
  }
}

function reasonOf(diagnostics: string): string {
  if (/truncated file|unable to get .*eof|addr overflow|file read failed/i.test(diagnostics)) {
    return 'the file is cut short or damaged; expected a whole HDF5 file: copy or download it again';
  }
  if (/file signature not found|not an HDF5 file/i.test(diagnostics)) {
    return 'no HDF5 file; expected an .h5ad file, a 10x .h5 file, or a folder with matrix.mtx';
  }
  const filter = /required filter '([^']+)' is not registered/.exec(diagnostics);
  if (filter) {
    return `its data are compressed with the filter ${filter[1]}, which is not available; write the file again with gzip compression`;
  }
  if (/RuntimeError|Aborted|RangeError|TypeError/.test(diagnostics)) {
    return 'the library for HDF5 fails on it; the file is damaged: copy or download it again';
  }
  const lines = diagnostics.split('\n').filter(line => /#\d+/.test(line));
  const last = lines.at(-1)?.replace(/^.*\): /, '') ?? diagnostics.slice(0, 200);
  return `cannot be read as HDF5 (${last.trim()}); the file may be damaged: copy or download it again`;
}

type Numbers = Exclude<ReturnType<typeof rawRange>, BigInt64Array | BigUint64Array>;

function rawRange(path: string, dataset: Dataset, ranges: [number, number][]) {
  return explain(path, () => dataset.slice(ranges)) as
    | Int8Array
    | Uint8Array
    | Int16Array
    | Uint16Array
    | Int32Array
    | Uint32Array
    | Float32Array
    | Float64Array
    | BigInt64Array
    | BigUint64Array;
}

/** Numbers `start..end-1` of the first axis (all of the others); 64-bit whole numbers must lie within 2^31. */
export function readNumbers(path: string, dataset: Dataset, start: number, end: number): Numbers {
  if (end <= start) return new Float64Array(0);
  const rest = (dataset.shape ?? []).slice(1).map(size => [0, size] as [number, number]);
  const found = rawRange(path, dataset, [[start, end], ...rest]);
  const expected = rest.reduce((product, [, size]) => product * size, end - start);
  if (found?.length !== expected) {
    const where = `${dataset.path}, entries ${start}..${end - 1}`;
    throw damaged(path, where, `${found?.length ?? 'no'} numbers`, String(expected));
  }
  if (!(found instanceof BigInt64Array || found instanceof BigUint64Array)) return found;
  // The lower words of little-endian integers: a hundred times faster than bigints one by one.
  const words = new Int32Array(found.buffer, found.byteOffset, 2 * found.length);
  const numbers = new Int32Array(found.length);
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = words[2 * i];
    const carried = words[2 * i] < 0 ? -1 : 0;
    if (words[2 * i + 1] !== carried) return Float64Array.from(found, Number);
  }
  return numbers;
}

/** HDF5's class of enumerations, which h5py writes for true and false. */
const ENUM_CLASS = 8;

/** Whether its values are true and false. */
export function isBoolean({metadata}: Dataset): boolean {
  return metadata.type === ENUM_CLASS;
}

/** Entries along the first axis. */
export function lengthOf(dataset: Dataset): number {
  return dataset.shape?.[0] ?? 0;
}

/** A file may claim so much whatever its size. */
const FREE_BYTES = 1 << 26;
/** Beyond that, so many bytes for one of its own; deflate packs up to 1,032 into one. */
const MOST_PACKED = 4096;

/** Fails where a dataset claims more values than the file can hold, before memory is asked for. */
export function checkClaim(path: string, dataset: Dataset): void {
  const {size = 1} = dataset.metadata;
  const bytes = (dataset.shape ?? []).reduce((product, extent) => product * extent, size);
  const held = statSync(path).size;
  if (bytes <= Math.max(FREE_BYTES, MOST_PACKED * held)) return;
  const found = `a shape of ${dataset.shape?.join(' × ')} values`;
  throw damaged(path, dataset.path ?? 'a dataset', found, `what ${held} bytes can hold`);
}

/** R's whole number that is missing, which SeuratDisk writes as it is. */
export const MISSING_IN_R = -(2 ** 31);

/** All of a dataset as texts; null for what is missing or not a number. */
export function readTexts(path: string, dataset: Dataset): (string | null)[] {
  if (lengthOf(dataset) === 0) return [];
  checkClaim(path, dataset);
  const value = explain(path, () => dataset.value) as ArrayLike<unknown>;
  const isMissing = (each: unknown) =>
    each === null || Number.isNaN(each) || (each === MISSING_IN_R && value instanceof Int32Array);
  return Array.from(value, each => (isMissing(each) ? null : String(each)));
}

/** An attribute, or undefined where there is none. */
export function attributeOf(entity: Group | Dataset, name: string): unknown {
  return entity.attrs[name]?.value;
}

/** Most cells or features; places of either are kept as 32-bit integers. */
const MOST_LINES = 2 ** 31 - 2;

/** The two numbers of a matrix's shape, from an attribute or a dataset's value. */
export function readShape(path: string, matrix: string, value: unknown): [number, number] {
  const [cells, features, ...more] = Array.from(value as ArrayLike<number | bigint>, Number);
  if (features === undefined || more.length > 0) {
    throw damaged(path, `${matrix}, shape`, `${more.length + 2} numbers`, '2');
  }
  checkCount(path, `${matrix}, number of rows`, cells, MOST_LINES);
  checkCount(path, `${matrix}, number of columns`, features, MOST_LINES);
  return [cells, features];
}
