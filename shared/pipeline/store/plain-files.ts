// Regular files and folders, the only things that an artifact is made of. Links lead elsewhere, and whoever opens a pipe
// or a device waits for it: neither is followed or opened, wherever files come from.
import {closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync} from 'node:fs';
import {join} from 'node:path';

/** What lies at a path: total bytes of a file or of a folder's files; or why it can be no output; or nothing. */
export type Found = {bytes: number} | {fault: string} | undefined;

/** Measures a file, or a folder with all below it, without opening any file. */
export function measurePlain(path: string): Found {
  const found = lstatSync(path, {throwIfNoEntry: false});
  if (!found) return undefined;
  if (found.isFile()) return {bytes: found.size};
  if (!found.isDirectory()) return {fault: 'is no plain file or folder'};
  try {
    return measureFolder(path);
  } catch (error) {
    return {fault: `cannot be read (${(error as NodeJS.ErrnoException).code})`};
  }
}

function measureFolder(folder: string): Found {
  let bytes = 0;
  for (const name of readdirSync(folder)) {
    const inside = measurePlain(join(folder, name));
    if (inside && 'fault' in inside) return {fault: `holds ${name}, which ${inside.fault}`};
    bytes += inside?.bytes ?? 0;
  }
  return {bytes};
}

/** Whether a folder itself lies at the path, not a link to one; undefined where nothing does. */
export function isPlainFolder(path: string): boolean | undefined {
  return lstatSync(path, {throwIfNoEntry: false})?.isDirectory();
}

/** Why a file is not read: in words that follow its name. */
export class Unreadable extends Error {}

/**
 * Text of a small regular file as UTF-8; undefined when there is none. Throws Unreadable where something else lies
 * there, or more than `limit` bytes.
 */
export function readPlainText(path: string, limit: number): string | undefined {
  const file = openPlain(path);
  if (file === undefined) return undefined;
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw new Unreadable('is no plain file');
    if (found.size > limit) throw new Unreadable(`has ${found.size} bytes, more than ${limit}`);
    const bytes = Buffer.alloc(found.size);
    const read = readSync(file, bytes, 0, found.size, 0);
    return bytes.toString('utf8', 0, read);
  } finally {
    closeSync(file);
  }
}

// O_NONBLOCK returns at once also from a pipe without a writer; Windows knows neither flag nor such pipes.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function openPlain(path: string): number | undefined {
  try {
    return openSync(path, FLAGS);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Unreadable(code === 'ELOOP' ? 'is a link' : `cannot be read (${code})`);
  }
}
