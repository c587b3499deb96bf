// What files and folders look like on the disk at one time, to see afterwards which of them were touched. A file that was
// edited and set back has other stamps, though its content is what it was: whoever read it meanwhile read something else.
import {statSync} from 'node:fs';
import {join} from 'node:path';
import {filesUnder, stampOf} from './hash-file.ts';

/** Stamps by absolute path. */
export type FileStamps = Record<string, string>;

/** The stamps of these files and folders, of a folder those of all its files. */
export async function stampFiles(paths: readonly string[]): Promise<FileStamps> {
  return Object.fromEntries(
    await Promise.all(paths.map(async path => [path, await stampTree(path)])),
  );
}

/** Paths whose stamps have changed since, sorted. */
export async function changedSince(before: FileStamps): Promise<string[]> {
  const now = await stampFiles(Object.keys(before));
  return Object.keys(before)
    .filter(path => now[path] !== before[path])
    .sort();
}

async function stampTree(path: string): Promise<string> {
  if (!statSync(path, {throwIfNoEntry: false})?.isDirectory()) return stampOf(path);
  const names = await filesUnder(path).catch(() => []);
  const stamps = await Promise.all(names.map(name => stampOf(join(path, name))));
  return names.map((name, i) => `${name} ${stamps[i]}`).join('\n');
}
