// Makes folders, and writes small files whole or not at all.
import {randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, statSync} from 'node:fs';
import {rename, rm, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';

/** Whoever tidies a store may remove a folder in which another is being made; so often is it made again. */
const MOST_ATTEMPTS = 20;

/**
 * Makes sure that the folder and those above it are there; throws the system's error where they cannot be. Node's own
 * recursive mkdir never comes back where a folder that exists can hold no other, as /proc cannot.
 */
export function makeFolder(path: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      mkdirSync(path);
      return;
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      if (code === 'EEXIST' && statSync(path, {throwIfNoEntry: false})?.isDirectory()) return;
      if (code !== 'ENOENT' || attempt === MOST_ATTEMPTS) throw error;
      if (!existsSync(dirname(path))) makeFolder(dirname(path));
    }
  }
}

/** Writes JSON beside its place and renames it there, so that no reader sees half of it. */
export async function writeJsonAtomically(file: string, value: unknown): Promise<void> {
  await writeAtomically(file, `${JSON.stringify(value, null, 1)}\n`);
}

/** Writes text beside its place and renames it there; processes of several hosts may write one file. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  makeFolder(dirname(file));
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, {force: true}).catch(() => undefined);
    throw error;
  }
}
