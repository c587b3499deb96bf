// Small JSON files: what the runner remembers from run to run.
// They are read synchronously: a run with nothing to do reads thousands, and a trip through the thread pool costs more
// than the answer.

import {readFileSync, statSync} from 'node:fs';
import {isDeepStrictEqual} from 'node:util';

/** Parses a JSON file; `fallback` when it is missing or broken. */
export async function readJson<T>(file: string, fallback: T): Promise<T> {
  try {
    // Whoever opens a pipe waits for a writer.
    if (!statSync(file).isFile()) return fallback;
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

/** Whether JSON gives the same value back; it has no infinities, and keeps no keys that are no text. */
export function survivesJson(value: unknown): boolean {
  try {
    return isDeepStrictEqual(value, JSON.parse(JSON.stringify(value)));
  } catch {
    return false;
  }
}
