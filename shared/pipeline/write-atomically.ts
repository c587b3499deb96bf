// Writes small files whole or not at all.
import {randomBytes} from 'node:crypto';
import {rename, rm, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {makeFolder} from './make-folder.ts';

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
