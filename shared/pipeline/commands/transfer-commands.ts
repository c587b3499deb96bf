// `geneglot export` and `geneglot import`: one artifact as a tar file, checked on its way in.
import {execFile} from 'node:child_process';
import {access, mkdir, mkdtemp, readdir, rm} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {loadPipeline} from '../declare/load-pipeline.ts';
import {HashCache} from '../keys/hash-cache.ts';
import {shortKey} from '../keys/key.ts';
import {isStageName} from '../names.ts';
import {shownPath, UserError} from '../problem.ts';
import {print} from '../show/print.ts';
import {findArtifact, manifestOf} from '../store/artifact-folders.ts';
import {findDamage} from '../store/find-damage.ts';
import type {Manifest} from '../store/manifest.ts';
import {FolderStore} from '../store/store.ts';
import type {PipelineFlags} from './pipeline-flags.ts';

const run = promisify(execFile);

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
  await run('tar', ['-cf', resolve(file), '-C', artifacts, `${found.stage}/${digits}`]);
  print(`${file}: ${found.stage} ${digits}`);
}

/** Takes an artifact from a tar file into the store, after comparing every byte with its manifest. */
export async function importCommand(file: string, flags: PipelineFlags): Promise<void> {
  const {artifacts} = await loadPipeline({...flags, file: flags.pipeline});
  await access(file).catch(() => {
    throw new UserError(`${file}: found no such file, expected what geneglot export wrote`);
  });
  await mkdir(artifacts, {recursive: true});
  const unpacked = await mkdtemp(join(artifacts, '.import-'));
  try {
    await run('tar', ['-xf', resolve(file), '-C', unpacked]).catch(error => {
      throw new UserError(`${file}: not a tar file that can be read: ${error.stderr ?? error}`);
    });
    const manifest = await takeIn(unpacked, file, artifacts);
    const folder = shownPath(join(artifacts, manifest.stage, shortKey(manifest.key)));
    print(`${manifest.stage}: ${folder}`);
  } finally {
    await rm(unpacked, {recursive: true, force: true});
  }
}

async function takeIn(unpacked: string, file: string, artifacts: string): Promise<Manifest> {
  const [stage, ...otherStages] = await readdir(unpacked);
  const [digits, ...others] = stage ? await readdir(join(unpacked, stage)).catch(() => []) : [];
  if (!stage || !digits || otherStages.length + others.length > 0 || !isStageName(stage)) {
    throw new UserError(
      `${file}: found no single STAGE/KEY folder, expected what geneglot export wrote`,
    );
  }
  const path = join(unpacked, stage, digits);
  const {manifest, damage} = manifestOf({kind: 'artifact', stage, digits, path});
  const found =
    damage ?? (manifest && (await findDamage(path, manifest, HashCache.empty()))) ?? undefined;
  if (!manifest || found) {
    throw new UserError(`${file}: ${found}, so nothing was imported.\n    Export it again.`);
  }
  const store = new FolderStore(artifacts, HashCache.empty());
  const lock = await store.lock(stage, manifest.key, {
    signal: new AbortController().signal,
    onWait: ({pid, host}) => print(`waits for pid ${pid} on host ${host}`),
  });
  try {
    await store.adopt(manifest, path, lock);
  } finally {
    await lock.release();
  }
  return manifest;
}
