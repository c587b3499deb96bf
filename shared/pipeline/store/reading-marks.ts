// Marks of reading: as long as a process reads artifacts of a store, a file in `.reading/` names it and them, and nobody
// who tidies removes them. Reader: first the mark, then the look at the artifact. Whoever tidies: first the artifact moved
// aside, then a second look at the marks, and back with it if there is one now. So one of the two always sees the other.

import {randomBytes} from 'node:crypto';
import {appendFileSync, rmSync} from 'node:fs';
import {readdir, readFile, rm, stat, utimes} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {shortKey} from '../keys/key.ts';
import {makeFolder} from '../write-safely.ts';
import {identify, isRunning, type ProcessIdentity} from './process-identity.ts';

const FOLDER = '.reading';
/** How often a reader shows that it lives. */
const HEARTBEAT_MS = 5000;
/** A reader on another host that did not show for so long is taken for dead, also where the hosts' clocks differ. */
const STALE_MS = 3_600_000;

/** The artifacts that this process reads, from the first `add` until `close`. */
export class ReadingMark {
  readonly #file: string;
  readonly #names = new Set<string>();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(root: string) {
    this.#file = join(root, FOLDER, randomBytes(8).toString('hex'));
  }

  /** A mark of all that this process reads until it ends. */
  static untilExit(root: string): ReadingMark {
    const mark = new ReadingMark(root);
    process.once('exit', () => mark.close());
    return mark;
  }

  /** Marks an artifact, whether it is there or not. */
  add(stage: string, key: string): void {
    const name = nameOf(stage, key);
    if (this.#names.has(name)) return;
    this.#names.add(name);
    // Where nothing can be written nothing can be removed either.
    try {
      this.#begin();
      appendFileSync(this.#file, `${name}\n`);
    } catch {}
  }

  close(): void {
    clearInterval(this.#heartbeat);
    try {
      rmSync(this.#file, {force: true});
    } catch {}
  }

  #begin(): void {
    if (this.#heartbeat) return;
    makeFolder(dirname(this.#file));
    appendFileSync(this.#file, `${JSON.stringify(identify())}\n`);
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS).unref();
  }

  async #beat(): Promise<void> {
    const now = new Date();
    await utimes(this.#file, now, now).catch(() => undefined);
  }
}

/** The artifacts that live processes read, as `nameOf` names them. */
export async function artifactsBeingRead(root: string): Promise<Set<string>> {
  const names = new Set<string>();
  for (const {path, isAlive} of await listMarks(root)) {
    if (!isAlive) continue;
    const [, ...lines] = (await readFile(path, 'utf8').catch(() => '')).split('\n');
    for (const line of lines) names.add(line);
  }
  return names;
}

/** Removes the marks of processes that are gone. */
export async function forgetDeadReaders(root: string): Promise<void> {
  for (const {path, isAlive} of await listMarks(root)) if (!isAlive) await rm(path, {force: true});
}

/** `<stage>/<first 16 digits of the key>`. */
export function nameOf(stage: string, key: string): string {
  return `${stage}/${shortKey(key)}`;
}

async function listMarks(root: string): Promise<{path: string; isAlive: boolean}[]> {
  const names = await readdir(join(root, FOLDER)).catch(() => []);
  return Promise.all(
    names.map(async name => {
      const path = join(root, FOLDER, name);
      return {path, isAlive: await isAlive(path)};
    }),
  );
}

async function isAlive(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return false;
  const isFresh = Date.now() - found.mtimeMs < STALE_MS;
  const reader = parseReader(await readFile(path, 'utf8').catch(() => ''));
  // Without its first line it is being written just now, or its process was killed then.
  return reader ? (isRunning(reader) ?? isFresh) : isFresh;
}

function parseReader(text: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(text.split('\n')[0]) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
