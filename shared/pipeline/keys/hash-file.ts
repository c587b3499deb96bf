// SHA-256 of files and texts, and the stamp that differs between two states of a file.
import {createHash} from 'node:crypto';
// The disk is asked synchronously: a run with nothing to do asks thousands of times, and a trip through the thread pool
// costs more than the answer.
import {createReadStream, statSync} from 'node:fs';
import {readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';

/** A file younger than this may change again within its clock tick, so its hash is not remembered. */
const SETTLED_MS = 2000;

/** SHA-256 (64 hex digits) of a file, read as a stream. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, {highWaterMark: 1 << 20})) hash.update(chunk);
  return hash.digest('hex');
}

/** SHA-256 (64 hex digits) of text (as UTF-8) or bytes in memory. */
export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The stamp of no file. */
export const MISSING = 'missing';

/**
 * A text that differs between two states of a file, found without reading it; MISSING when there is none. The time of the
 * last change (ctime) is in it because the modification time can be set back by hand, and by unpacking.
 */
export async function stampOf(path: string): Promise<string> {
  const found = statSync(path, {bigint: true, throwIfNoEntry: false});
  return found ? `${found.size}-${found.mtimeNs}-${found.ctimeNs}-${found.ino}` : MISSING;
}

/** Whether the file has rested long enough for its stamp to be trusted later. */
export async function isSettled(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return !found || Date.now() - found.mtimeMs > SETTLED_MS;
}

/** Relative paths of all files under a folder, sorted by code unit. */
export async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Total bytes of a file or of all files under a folder. */
export async function bytesOf(path: string): Promise<number> {
  const found = statSync(path);
  if (!found.isDirectory()) return found.size;
  const sizes = await Promise.all(
    (await filesUnder(path)).map(async name => (await stat(join(path, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
