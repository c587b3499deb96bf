// `geneglot export` and `geneglot import`: one artifact as a tar file, checked on its way in.
import {resolve} from 'node:path';
import {loadPipeline} from '../declare/load-pipeline.ts';
import {HashCache} from '../keys/hash-cache.ts';
import {shortKey} from '../keys/key.ts';
import {shownPath, UserError} from '../problem.ts';
import {print} from '../show/print.ts';
import {planArchive, unpackArchive, writeArchive} from '../store/archive.ts';
import {findArtifact} from '../store/artifact-folders.ts';
import {findDamage} from '../store/find-damage.ts';
import type {Manifest} from '../store/manifest.ts';
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
  const {damage} = await store.inspect(found.stage, found.key);
  if (damage)
    throw new UserError(`${found.stage}: ${damage}, so it is not exported. Run it again.`);
  const digits = shortKey(found.key);
  await writeArchive(resolve(file), artifacts, found);
  print(`${file}: ${found.stage} ${digits}`);
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
