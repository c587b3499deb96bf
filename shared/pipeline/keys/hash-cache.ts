// SHA-256 of files and folders, remembered by path, size, times and inode so that a no-op run rehashes nothing.
import {statSync} from 'node:fs';
import {join} from 'node:path';
import {isText, mappingOf, shape} from '../checks.ts';
import {readMapping} from '../json-file.ts';
import {writeJsonAtomically} from '../write-safely.ts';
import {filesUnder, isSettled, sha256Of, sha256OfFile, stampOf} from './hash-file.ts';

interface Remembered {
  stamp: string;
  sha256: string;
}

/** Hashes by path, kept in one JSON file. A lost or broken file only costs rehashing. */
export class HashCache {
  readonly #file: string;
  readonly #remembered: Map<string, Remembered>;
  #changed = false;
  #signal: AbortSignal | undefined;

  private constructor(file: string, remembered: Map<string, Remembered>) {
    this.#file = file;
    this.#remembered = remembered;
  }

  static async open(file: string): Promise<HashCache> {
    const areHashes = mappingOf(shape({stamp: isText, sha256: isText}));
    return new HashCache(
      file,
      new Map(Object.entries(await readMapping<Remembered>(file, areHashes))),
    );
  }

  /** A cache without a file, which forgets everything. */
  static empty(): HashCache {
    return new HashCache('', new Map());
  }

  /** Lets whatever is hashed from now on fail with the reason of `signal` once it is aborted. */
  endWith(signal: AbortSignal): void {
    this.#signal = signal;
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
    const sha256 = await sha256OfFile(path, this.#signal);
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
