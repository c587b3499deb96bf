// SHA-256 of files and texts, and the stamp that differs between two states of a file.
import {createHash} from 'node:crypto';
// The disk is asked synchronously: a run with nothing to do asks thousands of times, and a trip through the thread pool
// costs more than the answer.
import {type BigIntStats, createReadStream, statSync} from 'node:fs';
import {readdir, realpath, stat} from 'node:fs/promises';
import {join} from 'node:path';

/** A file modified so short a time ago may change again within its clock tick, so its hash is not remembered. */
const SETTLED_MS = 2000;
/** Two ticks of the slowest clock by which Linux stamps changes (CONFIG_HZ=100). */
const TICK_MS = 20;

/** SHA-256 (64 hex digits) of a file, read as a stream; fails with the reason of `signal` once it is aborted. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, {highWaterMark: 1 << 20})) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest('hex');
}

/** SHA-256 (64 hex digits) of text (as UTF-8) or bytes in memory. */
export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The stamp of no file. */
export const MISSING = 'missing';

/** What lies at a path, nothing also where a folder above has become a file. */
export function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, {bigint: true, throwIfNoEntry: false});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/**
 * A text that differs between two states of a file, found without reading it; MISSING when there is none. The time of the
 * last change (ctime) is in it because the modification time can be set back by hand, and by unpacking.
 */
export async function stampOf(path: string): Promise<string> {
  const found = statOf(path);
  return found ? `${found.size}-${found.mtimeNs}-${found.ctimeNs}-${found.ino}` : MISSING;
}

/** Whether the file had rested long enough at a time (ms) for its stamp to be trusted later. */
export async function isSettled(path: string, at = Date.now()): Promise<boolean> {
  const found = statOf(path);
  return !found || (at - Number(found.mtimeMs) > SETTLED_MS && restOf(found, at) <= 0);
}

/**
 * Milliseconds until a change of a file gives it another time of its last change than it has at `at`; a file system that
 * counts whole seconds shows it by its times.
 */
export function restOf({ctimeNs}: {ctimeNs: bigint}, at: number): number {
  const tick = ctimeNs % 1_000_000_000n === 0n ? SETTLED_MS : TICK_MS;
  return tick - (at - Number(ctimeNs / 1_000_000n));
}

/** Relative paths of all files under a folder, sorted by code unit; links are followed, as whoever reads them does. */
export async function filesUnder(folder: string): Promise<string[]> {
  const seen = await realpath(folder);
  return (await walk(folder, '', [seen])).sort();
}

async function walk(folder: string, under: string, above: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(join(folder, under), {withFileTypes: true})) {
    const name = join(under, entry.name);
    const isLink = entry.isSymbolicLink();
    const kind = isLink ? statSync(join(folder, name), {throwIfNoEntry: false}) : entry;
    if (kind?.isFile()) names.push(name);
    if (!kind?.isDirectory()) continue;
    const real = isLink
      ? await realpath(join(folder, name))
      : join(above[above.length - 1], entry.name);
    if (!above.includes(real)) names.push(...(await walk(folder, name, [...above, real])));
  }
  return names;
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
