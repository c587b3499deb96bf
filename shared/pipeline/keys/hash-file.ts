// SHA-256 of files and folders, remembered by path, size, times and inode so that a no-op run rehashes nothing.
import {createHash} from 'node:crypto';
// Small questions to the disk are asked synchronously: a run with nothing to do asks thousands, and a trip through
// the thread pool costs more than the answer.
import {createReadStream, readFileSync, statSync} from 'node:fs';
import {mkdir, readdir, rename, stat, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';

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

/**
 * What tells one state of a file from another without reading it; `missing` when there is none. The time of the
 * last change (ctime) is in it because the modification time can be set back by hand, and by unpacking.
 */
export async function stampOf(path: string): Promise<string> {
  const found = statSync(path, {bigint: true, throwIfNoEntry: false});
  return found ? `${found.size}-${found.mtimeNs}-${found.ctimeNs}-${found.ino}` : 'missing';
}

/** Whether the file has rested long enough for its stamp to be trusted later. */
export async function isSettled(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return !found || Date.now() - found.mtimeMs > SETTLED_MS;
}

interface Remembered {
  stamp: string;
  sha256: string;
}

/** Hashes by path, kept in one JSON file. A lost or broken file only costs rehashing. */
export class HashCache {
  readonly #file: string;
  readonly #remembered: Map<string, Remembered>;
  #changed = false;

  private constructor(file: string, remembered: Map<string, Remembered>) {
    this.#file = file;
    this.#remembered = remembered;
  }

  static async open(file: string): Promise<HashCache> {
    return new HashCache(file, new Map(Object.entries(await readJson(file, {}))));
  }

  /** A cache without a file, which forgets everything. */
  static empty(): HashCache {
    return new HashCache('', new Map());
  }

  /** SHA-256 of a file, or of a folder's files by their relative names. */
  async hash(path: string): Promise<string> {
    const found = statSync(path);
    return found.isDirectory() ? this.#hashFolder(path) : this.#hashFile(path);
  }

  async save(): Promise<void> {
    if (!this.#changed || this.#file === '') return;
    await writeJsonAtomically(this.#file, Object.fromEntries(this.#remembered));
    this.#changed = false;
  }

  async #hashFile(path: string): Promise<string> {
    const stamp = await stampOf(path);
    const remembered = this.#remembered.get(path);
    if (remembered?.stamp === stamp) return remembered.sha256;
    const settled = await isSettled(path);
    const sha256 = await sha256OfFile(path);
    if (settled && stamp === (await stampOf(path))) {
      this.#remembered.set(path, {stamp, sha256});
      this.#changed = true;
    }
    return sha256;
  }

  async #hashFolder(folder: string): Promise<string> {
    const lines: string[] = [];
    for (const name of await filesUnder(folder)) {
      lines.push(`${name}\0${await this.#hashFile(join(folder, name))}\n`);
    }
    return sha256Of(lines.join(''));
  }
}

/** Relative paths of all files under a folder, sorted by code unit. */
async function filesUnder(folder: string): Promise<string[]> {
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

/** Parses a JSON file; `fallback` when it is missing or broken. */
export async function readJson<T>(file: string, fallback: T): Promise<T> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return fallback;
  }
}

/** Writes JSON beside its place and renames it there, so that no reader sees half of it. */
export async function writeJsonAtomically(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), {recursive: true});
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify(value, null, 1)}\n`);
  await rename(temporary, file);
}
