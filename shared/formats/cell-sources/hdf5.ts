// HDF5 files by way of h5wasm: opened once, read in ranges, every failure an error with the file's name.
import {existsSync, statSync} from 'node:fs';
import {resolve} from 'node:path';
import type {Dataset, File, Group} from 'h5wasm';
import {damaged} from '../check-index.ts';
import {beat} from '../reader-thread/heartbeat.ts';
import {
  type ArrayStore,
  type Column,
  halvesOf,
  type Numbers,
  narrow,
  textsOf,
} from './array-store.ts';
import {LZF_FILTER, withLzf} from './lzf-filter.ts';

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

/** The library, loaded once. */
export function hdf5Library(): Promise<Library> {
  loading ??= load();
  return loading;
}

/** Opens a file for reading; says so where it is none, or cut short. */
export async function openHdf5(path: string): Promise<ArrayStore> {
  if (!existsSync(path)) {
    throw new Error(`${path}: cannot be opened (no such file); expected an HDF5 file`);
  }
  const library = await hdf5Library();
  const file = explain(path, () => new library.File(resolve(path), 'r'));
  const entity = (name: string) => (has(file, name) ? explain(path, () => file.get(name)) : null);
  return {
    ...{path, kind: 'h5ad file'},
    async group(name) {
      const found = name === '/' ? file : entity(name);
      if (!isGroup(found)) return undefined;
      const group = found as Group;
      return {
        keys: explain(path, () => group.keys()),
        attribute: key => explain(path, () => group.attrs[key]?.value),
      };
    },
    async array(name) {
      const found = entity(name);
      return found === null || isGroup(found)
        ? undefined
        : explain(path, () => arrayOf(path, found as Dataset, library));
    },
    close: () => void file.close(),
  };
}

/** HDF5's classes of floats and of enumerations, which h5py writes for true and false. */
const [INTEGER_CLASS, FLOAT_CLASS, ENUM_CLASS] = [0, 1, 8];

/** Whether HDF5 has loaded the filter lzf in this thread. */
let hasLzf = false;

/** Reads of a dataset that needs lzf for the first time load it. */
async function reading<T>(dataset: Dataset, library: Library, read: () => T): Promise<T> {
  const needsLzf = !hasLzf && dataset.filters.some(({id}) => id === LZF_FILTER);
  if (!needsLzf) return read();
  hasLzf = true;
  return withLzf(await library.ready, read);
}

function arrayOf(path: string, dataset: Dataset, library: Library) {
  const {metadata} = dataset;
  const isHalf = metadata.type === FLOAT_CLASS && metadata.size === 2;
  // The library has no numbers of 16 bits; as whole numbers it gives their bits.
  if (isHalf) Object.assign(metadata, {type: INTEGER_CLASS, signed: false});
  return {
    path: dataset.path ?? 'a dataset',
    shape: dataset.shape ?? [],
    isBoolean: metadata.type === ENUM_CLASS,
    isPacked: dataset.filters.length > 0,
    async numbers(start: number, end: number): Promise<Numbers> {
      checkClaim(path, dataset);
      const found = await reading(dataset, library, () => readNumbers(path, dataset, start, end));
      return isHalf ? halvesOf(found as Uint16Array) : found;
    },
    async texts() {
      if (dataset.shape?.[0] === 0) return [];
      checkClaim(path, dataset);
      const value = await reading(
        ...([
          dataset,
          library,
          () => explain(path, () => dataset.value as ArrayLike<unknown>),
        ] as const),
      );
      if (metadata.enum_type) return namesOf(value, metadata.enum_type.members);
      return textsOf(isHalf ? halvesOf(value as Uint16Array) : value);
    },
  };
}

/** Names of an enumeration's values in lower case: `true` and `false` of h5py's and R's. */
function namesOf(values: ArrayLike<unknown>, members: Record<string, number>): Column {
  const names = new Map(
    Object.entries(members).map(([name, value]) => [value, name.toLowerCase()]),
  );
  return Array.from(values, value => names.get(Number(value)) ?? null);
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
  if (/file write failed|unable to (write|flush|extend)|No space left/i.test(diagnostics)) {
    return 'cannot be written; the disk may be full: make room, or name another place';
  }
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
  if (/undefined symbol/.test(diagnostics)) {
    return 'its data are compressed with a filter that is not available here (blosc with zlib is one); write the file again with gzip compression';
  }
  if (/bad version number/.test(diagnostics)) {
    return "its structures are of a newer HDF5 than 1.14, or damaged; write it again without libver='latest', or copy it again";
  }
  if (/RuntimeError|Aborted|RangeError|TypeError/.test(diagnostics)) {
    return 'the library for HDF5 fails on it; the file is damaged: copy or download it again';
  }
  const lines = diagnostics.split('\n').filter(line => /#\d+/.test(line));
  const last = lines.at(-1)?.replace(/^.*\): /, '') ?? diagnostics.slice(0, 200);
  return `cannot be read as HDF5 (${last.trim()}); the file may be damaged: copy or download it again`;
}

function rawRange(path: string, dataset: Dataset, ranges: [number, number][]) {
  return explain(path, () => dataset.slice(ranges)) as Numbers | BigInt64Array | BigUint64Array;
}

/** Numbers `start..end-1` of the first axis (all of the others); 64-bit whole numbers must lie within 2^31. */
function readNumbers(path: string, dataset: Dataset, start: number, end: number): Numbers {
  if (end <= start) return new Float64Array(0);
  const rest = (dataset.shape ?? []).slice(1).map(size => [0, size] as [number, number]);
  const found = rawRange(path, dataset, [[start, end], ...rest]);
  const expected = rest.reduce((product, [, size]) => product * size, end - start);
  if (found?.length !== expected) {
    const where = `${dataset.path}, entries ${start}..${end - 1}`;
    throw damaged(path, where, `${found?.length ?? 'no'} numbers`, String(expected));
  }
  if (!(found instanceof BigInt64Array || found instanceof BigUint64Array)) return found;
  return narrow(found);
}

/** A file may claim so much whatever its size. */
const FREE_BYTES = 1 << 26;
/** Beyond that, so many bytes for one of its own; deflate packs up to 1,032 into one. */
const MOST_PACKED = 4096;

/** Fails where a dataset claims more values than the file can hold, before memory is asked for. */
function checkClaim(path: string, dataset: Dataset): void {
  const {size = 1} = dataset.metadata;
  const bytes = (dataset.shape ?? []).reduce((product, extent) => product * extent, size);
  const held = statSync(path).size;
  if (bytes <= Math.max(FREE_BYTES, MOST_PACKED * held)) return;
  const found = `a shape of ${dataset.shape?.join(' × ')} values`;
  throw damaged(path, dataset.path ?? 'a dataset', found, `what ${held} bytes can hold`);
}
