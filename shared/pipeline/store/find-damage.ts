// Compares what an artifact's folder holds with its manifest.
import {join} from 'node:path';
import type {HashCache} from '../keys/hash-cache.ts';
import type {Manifest} from './manifest.ts';
import {measurePlain} from './plain-files.ts';

/** What is wrong with the outputs in a folder, or nothing; `hashes` decides what is read again. */
export async function findDamage(
  folder: string,
  manifest: Manifest,
  hashes: HashCache,
): Promise<string | undefined> {
  const damage = findWrongSize(folder, manifest);
  if (damage) return damage;
  for (const [port, {file, sha256}] of Object.entries(manifest.outputs)) {
    const found = await hashes.hash(join(folder, file)).catch(ofNothing);
    if (found === sha256) continue;
    return `output ${port} was changed after it was made`;
  }
  return undefined;
}

/** What is wrong with the outputs as far as it shows without opening them. */
export function findWrongSize(folder: string, {outputs}: Manifest): string | undefined {
  for (const [port, {file, bytes}] of Object.entries(outputs)) {
    const found = measurePlain(join(folder, file));
    if (!found) return `output ${port} is gone`;
    if ('fault' in found) return `output ${port} ${found.fault}`;
    if (found.bytes === bytes) continue;
    return `output ${port} was changed after it was made: it has ${found.bytes} bytes, expected ${bytes}`;
  }
  return undefined;
}

// Whoever removes or replaces the artifact may do so between two looks; a run that is stopped has found nothing.
function ofNothing(error: NodeJS.ErrnoException): undefined {
  if (error.code === undefined) throw error;
}
