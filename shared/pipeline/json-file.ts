// Small JSON files: what the runner remembers from run to run.
// They are read synchronously: a run with nothing to do reads thousands, and a trip through the thread pool costs more
// than the answer.
import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {mkdir, rename, rm, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {isDeepStrictEqual} from 'node:util';

/** Parses a JSON file; `fallback` when it is missing or broken. */
export async function readJson<T>(file: string, fallback: T): Promise<T> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return fallback;
  }
}

/** What a JSON file holds when `check` takes it; an empty mapping when it does not, or the file is missing or broken. */
export async function readMapping<T>(
  file: string,
  check: (value: unknown) => boolean,
): Promise<Record<string, T>> {
  const found = await readJson<Record<string, T>>(file, {});
  return check(found) ? found : {};
}

/** Writes JSON beside its place and renames it there, so that no reader sees half of it. */
export async function writeJsonAtomically(file: string, value: unknown): Promise<void> {
  await writeAtomically(file, `${JSON.stringify(value, null, 1)}\n`);
}

/** Writes text beside its place and renames it there; processes of several hosts may write one file. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), {recursive: true});
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, {force: true}).catch(() => undefined);
    throw error;
  }
}

/** Whether JSON gives the same value back; it has no infinities, and keeps no keys that are no text. */
export function survivesJson(value: unknown): boolean {
  try {
    return isDeepStrictEqual(value, JSON.parse(JSON.stringify(value)));
  } catch {
    return false;
  }
}
