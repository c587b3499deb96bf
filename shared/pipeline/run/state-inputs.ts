// What a key's saved state was begun on, noted beside it: a stage resumes only where none of it was touched since.

import {existsSync, statSync} from 'node:fs';
import {join, relative, resolve} from 'node:path';
import {readJson} from '../json-file.ts';
import {changedSince, type FileStamps} from '../keys/file-stamps.ts';
import {makeFolder, writeJsonAtomically} from '../write-safely.ts';

interface Noted {
  /** The state folder's own inode: a copy, or one put back from a backup, has another, and so have the files around it. */
  inode: number;
  /** Paths are relative to the state folder: a project may be moved with its artifacts. */
  stamps: FileStamps;
}

/** Notes what the state in `folder` is begun on; what was noted of it before stays. */
export async function noteBegun(folder: string, stamps: FileStamps): Promise<void> {
  makeFolder(folder);
  const before = await readJson<Partial<Noted>>(fileIn(folder), {});
  const now = Object.entries(stamps).map(([path, stamp]) => [relative(folder, path), stamp]);
  const all = {...Object.fromEntries(now), ...before.stamps};
  const inode = before.inode ?? statSync(folder).ino;
  await writeJsonAtomically(fileIn(folder), {inode, stamps: all} satisfies Noted);
}

/** Paths touched since the state in `folder` was begun; none where there is no state. */
export async function touchedSinceBegun(folder: string): Promise<string[]> {
  const file = fileIn(folder);
  if (!existsSync(file)) return [];
  const noted = await readJson<Noted | undefined>(file, undefined);
  if (!noted?.stamps) return [file];
  const stamps = Object.entries(noted.stamps).map(([path, stamp]) => [
    resolve(folder, path),
    stamp,
  ]);
  const moved = statSync(folder).ino !== noted.inode;
  return changedSince(Object.fromEntries(stamps), {moved});
}

function fileIn(folder: string): string {
  return join(folder, 'inputs.json');
}
