// Compares everything that an artifact holds with its manifest.
import {join} from 'node:path';
import {HashCache} from '../keys/hash-cache.ts';
import {bytesOf} from '../keys/hash-file.ts';
import {computeKey, shortKey} from '../keys/key.ts';
import type {StoredThing} from './artifact-folders.ts';
import type {Manifest} from './manifest.ts';

/** What is wrong with an artifact's folder, or nothing. */
export async function findDamage(
  {stage, digits, path}: Pick<StoredThing, 'stage' | 'digits' | 'path'>,
  manifest: Manifest | undefined,
): Promise<string | undefined> {
  if (!manifest?.outputs) return 'its manifest is missing or unreadable';
  if (manifest.stage !== stage || shortKey(manifest.key) !== digits) {
    return `its manifest is that of ${manifest.stage} ${manifest.key}`;
  }
  if (computeKey(manifest) !== manifest.key)
    return 'its manifest was changed: key and fields differ';
  const hashes = HashCache.empty();
  for (const [port, output] of Object.entries(manifest.outputs)) {
    const file = join(path, output.file);
    const bytes = await bytesOf(file).catch(() => undefined);
    if (bytes === undefined) return `output ${port} is gone`;
    if (bytes !== output.bytes)
      return `output ${port} has ${bytes} bytes, expected ${output.bytes}`;
    if ((await hashes.hash(file)) !== output.sha256) return `output ${port} has other content`;
  }
  return undefined;
}
