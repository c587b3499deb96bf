// The files of a Zarr store by key, in a folder or zipped, and what lies under each folder of it.
import {openAsBlob} from 'node:fs';
import {open, readdir, readFile} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import type {AbsolutePath, AsyncReadable, RangeQuery} from 'zarrita';
import {beat} from '../reader-thread/heartbeat.ts';

export interface ZarrFiles {
  /** The folder or zip file. */
  path: string;
  store: Required<AsyncReadable>;
  /** Names of the folders in a folder of the store (`/obs`). */
  folders(path: AbsolutePath): Promise<string[]>;
}

/** What lies in the root of every store. */
const ROOT_FILES = ['zarr.json', '.zgroup', '.zmetadata', '.zattrs'];
const ZIPPED = /\.zarr\.zip$/i;

/** The root folder of a Zarr store among these files, or its zip file; undefined where there is none. */
export function findZarr(paths: readonly string[]): string | undefined {
  if (paths.length === 1 && ZIPPED.test(paths[0])) return paths[0];
  const roots = paths.filter(path => ROOT_FILES.includes(basename(path))).map(dirname);
  return roots.sort((a, b) => a.length - b.length)[0];
}

export function openZarrFiles(path: string): Promise<ZarrFiles> {
  return ZIPPED.test(path) ? openZip(path) : openFolder(path);
}

async function openFolder(path: string): Promise<ZarrFiles> {
  const unlessAbsent = (error: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) return undefined;
    throw error;
  };
  const get = async (key: AbsolutePath) => {
    beat();
    return readFile(join(path, key)).catch(unlessAbsent);
  };
  const getRange = async (key: AbsolutePath, range: RangeQuery) => {
    beat();
    return readPart(join(path, key), range).catch(unlessAbsent);
  };
  return {
    ...{path, store: {get, getRange}},
    async folders(folder) {
      const entries = await readdir(join(path, folder), {withFileTypes: true}).catch(() => []);
      return entries.filter(entry => entry.isDirectory()).map(({name}) => name);
    },
  };
}

async function readPart(path: string, range: RangeQuery): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const {size} = await file.stat();
    const isSuffix = 'suffixLength' in range;
    const length = Math.min(size, isSuffix ? range.suffixLength : range.length);
    const bytes = new Uint8Array(length);
    const from = isSuffix ? size - length : range.offset;
    const {bytesRead} = await file.read(bytes, 0, length, from);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function openZip(path: string): Promise<ZarrFiles> {
  const {default: ZipFileStore} = await import('@zarrita/storage/zip');
  const names: string[] = [];
  const zip = ZipFileStore.fromBlob(await openAsBlob(path), {
    transformEntries(entries) {
      const root = rootOf(Object.keys(entries));
      const own = Object.entries(entries).filter(([name]) => name.startsWith(root));
      const bare = own.map(([name, entry]) => [name.slice(root.length), entry] as const);
      names.push(...bare.map(([name]) => name));
      return Object.fromEntries(bare);
    },
  });
  const get = (key: AbsolutePath) => {
    beat();
    return zip.get(key);
  };
  const getRange = (key: AbsolutePath, range: RangeQuery) => {
    beat();
    return zip.getRange(key, range);
  };
  return {
    ...{path, store: {get, getRange}},
    async folders(folder) {
      await zip.has('/zarr.json');
      const start = folder === '/' ? '' : `${folder.slice(1)}/`;
      const inside = names
        .filter(name => name.startsWith(start))
        .map(name => name.slice(start.length));
      const steps = inside.filter(name => name.includes('/')).map(name => name.split('/')[0]);
      return [...new Set(steps)];
    },
  };
}

/** The folder inside a zip file that the store is in: `''`, or `cells.zarr/`. */
function rootOf(names: readonly string[]): string {
  const roots = names.filter(name => ROOT_FILES.includes(basename(name)));
  const [shortest = ''] = roots.sort((a, b) => a.length - b.length);
  return shortest.slice(0, shortest.length - basename(shortest).length);
}
