// `geneglot export` and `geneglot import`: one artifact as a tar file, checked on its way in.
import {randomBytes} from 'node:crypto';
import {rename} from 'node:fs/promises';
import {resolve} from 'node:path';
import {removeAtEnd} from '../../formats/remove-at-end.ts';
import {loadPipeline} from '../declare/load-pipeline.ts';
import {changedSince, stampFiles} from '../keys/file-stamps.ts';
import {HashCache} from '../keys/hash-cache.ts';
import {shortKey} from '../keys/key.ts';
import {shownPath, UserError} from '../problem.ts';
import {print} from '../show/print.ts';
import {planArchive, unpackArchive, writeArchive} from '../store/archive.ts';
import {findArtifact} from '../store/artifact-folders.ts';
import {findDamage} from '../store/find-damage.ts';
import type {Manifest} from '../store/manifest.ts';
import {ReadingMark} from '../store/reading-marks.ts';
import {explainWriteError, FolderStore} from '../store/store.ts';
import {refusal} from '../store/walk-tar.ts';
import type {PipelineFlags} from './pipeline-flags.ts';

/** Writes the last artifact of a stage, or the one of a key, with its manifest and log. */
export async function exportCommand(
  name: string,
  file: string,
  flags: PipelineFlags,
): Promise<void> {
  const {artifacts} = await loadPipeline({...flags, file: flags.pipeline});
  const store = new FolderStore(artifacts, HashCache.empty());
  const found = (await store.latest(name)) ?? (await findArtifact(artifacts, name));
  if (!found) {
    throw new UserError(
      `found no artifact ${name}, expected a stage that ran or the beginning of a key\n    geneglot status shows which stages ran.`,
    );
  }
  const reading = new ReadingMark(artifacts);
  reading.add(found.stage, found.key);
  try {
    await pack(store, found, file);
  } finally {
    reading.close();
  }
  print(`${file}: ${found.stage} ${shortKey(found.key)}`);
}

/** How often an artifact that another process replaces meanwhile is packed. */
const MOST_PACKINGS = 3;

/** Packs an artifact as it is while nothing touches it; the tar file is there whole or not at all. */
async function pack(store: FolderStore, {stage, key}: Manifest, file: string): Promise<void> {
  const beside = `${resolve(file)}.${randomBytes(6).toString('hex')}.tmp`;
  const remove = removeAtEnd(beside);
  try {
    for (let packing = 1; packing <= MOST_PACKINGS; packing++) {
      const stamps = await stampFiles([store.folder(stage, key)]);
      const {manifest, damage} = await store.inspect(stage, key);
      const failure = manifest && !damage && (await tryWriting(beside, store.root, manifest));
      if (changedSince(stamps).length > 0) continue;
      if (failure) throw failure;
      if (manifest && !damage) return await rename(beside, resolve(file));
      const why = damage ?? 'it was removed';
      throw new UserError(`${stage}: ${why}, so it is not exported. Run it again.`);
    }
  } finally {
    remove();
  }
  throw new UserError(
    `${stage}: found an artifact that other runs keep replacing, expected one that rests\n    Export it when they have ended.`,
  );
}

// What another process takes away meanwhile is no error of the archive.
async function tryWriting(
  file: string,
  root: string,
  manifest: Manifest,
): Promise<Error | undefined> {
  return writeArchive(file, root, manifest).then(
    () => undefined,
    (error: Error) => error,
  );
}

/** Takes an artifact from a tar file into the store, after comparing every byte with its manifest. */
export async function importCommand(file: string, flags: PipelineFlags): Promise<void> {
  const {artifacts} = await loadPipeline({...flags, file: flags.pipeline});
  const store = new FolderStore(artifacts, HashCache.empty());
  const {stage, key} = await importArtifact(file, store);
  print(`${stage}: ${shownPath(store.folder(stage, key))}`);
}

/** Makes what an archive holds the artifact of its key; throws, with nothing stored, where it is not as exported. */
export async function importArtifact(file: string, store: FolderStore): Promise<Manifest> {
  const plan = await planArchive(file);
  const {manifest} = plan;
  const {stage, key} = manifest;
  const lock = await store.lock(stage, key, {
    signal: new AbortController().signal,
    onWait: ({pid, host}) => print(`waits for pid ${pid} on host ${host}`),
  });
  try {
    const folder = await store.startFolder(stage, key, lock);
    try {
      await unpackArchive(file, plan, folder);
      const damage = await findDamage(folder, manifest, HashCache.empty());
      if (damage) throw refusal(file, damage);
      await store.set(manifest, folder);
      await store.setLatest(stage, key);
    } catch (error) {
      await store.discard(folder);
      return explainWriteError(error as NodeJS.ErrnoException, store.root);
    }
  } finally {
    await lock.release();
  }
  return manifest;
}
