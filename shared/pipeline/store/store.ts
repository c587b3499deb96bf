// The store: `artifacts/<stage>/<key16>/`, one folder an artifact, taken as done only when renamed into place.

import {existsSync, lstatSync, lutimesSync} from 'node:fs';
import {lutimes, readdir, rename, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {HashCache} from '../keys/hash-cache.ts';
import {shortKey} from '../keys/key.ts';
import {shownPath, UserError} from '../problem.ts';
import {makeFolder} from '../write-safely.ts';
import type {Adoption, ArtifactStore} from './artifact-store.ts';
import type {CacheKey} from './cache-key.ts';
import {endOrphan} from './end-orphan.ts';
import {findDamage, findWrongSize} from './find-damage.ts';
import {flush, flushTree} from './flush.ts';
import {acquireLock, isLocked, type Lock, type LockOptions} from './lock.ts';
import type {Manifest, Reading} from './manifest.ts';
import {measurePlain} from './plain-files.ts';
import {identify, isRunning} from './process-identity.ts';
import {
  LOG,
  LONGEST_LOG,
  MANIFEST,
  readLatest,
  readLink,
  readManifest,
  SIGNATURE,
} from './read-manifest.ts';
import {type Sharing, shareTree} from './share-files.ts';

/** Names of a stage's files by output port; undefined where its declaration is not known. */
export type FilesOf = (stage: string) => Readonly<Record<string, string>> | undefined;

export interface StoreOptions {
  filesOf?: FilesOf | undefined;
  /** Signs every manifest that is written, and must have signed every one that is read. */
  signing?: CacheKey | undefined;
}

/** The store as folders below one root. */
export class FolderStore implements ArtifactStore {
  readonly root: string;
  readonly #hashes: HashCache;
  readonly #options: StoreOptions;

  constructor(root: string, hashes: HashCache, options: StoreOptions = {}) {
    this.root = root;
    this.#hashes = hashes;
    this.#options = options;
  }

  folder(stage: string, key: string): string {
    return join(this.root, stage, shortKey(key));
  }

  /** Folder that survives a failure or a kill and belongs to one key: checkpoints, and the log so far. */
  stateFolder(stage: string, key: string): string {
    return join(this.root, stage, `.state-${shortKey(key)}`);
  }

  /** Absolute path of one output of an artifact. */
  outputPath(manifest: Manifest, port: string): string {
    return join(this.folder(manifest.stage, manifest.key), manifest.outputs[port].file);
  }

  async get(stage: string, key: string): Promise<Manifest | undefined> {
    const {manifest, damage} = await this.inspect(stage, key);
    return damage ? undefined : manifest;
  }

  /** The manifest of a key, and what is wrong with it or its outputs if anything is. */
  async inspect(stage: string, key: string): Promise<Reading> {
    const folder = this.folder(stage, key);
    const {manifest, damage} = this.readManifest(stage, key);
    if (!manifest) return {...(damage && {damage})};
    const found = await findDamage(folder, manifest, this.#hashes);
    return {manifest, ...(found && {damage: found})};
  }

  readManifest(stage: string, key: string): Reading {
    const {filesOf, signing} = this.#options;
    return readManifest(this.folder(stage, key), {stage, key, files: filesOf?.(stage), signing});
  }

  /** Lock of the artifact with these first 16 digits of its key. */
  lockFile(stage: string, digits: string): string {
    return join(this.root, stage, `.lock-${digits}`);
  }

  async lock(stage: string, key: string, options: LockOptions): Promise<Lock> {
    return acquireLock(this.lockFile(stage, shortKey(key)), options).catch(error =>
      explainWriteError(error, this.root),
    );
  }

  /**
   * A fresh folder to write outputs into, named after the lock on its key. Leftovers of killed runs are
   * removed, and a stage process that one of them left at work on this key is ended.
   */
  async startFolder(stage: string, key: string, {token}: Lock): Promise<string> {
    await endOrphan(this.stateFolder(stage, key));
    await this.#removeLeftovers(stage, key);
    const folder = join(this.root, stage, `.tmp-${shortKey(key)}-${token}`);
    makeFolder(folder);
    return folder;
  }

  /**
   * Takes over a folder of finished outputs as the artifact of the manifest's key. Outputs that are there already stay,
   * for others may be reading them: then only the manifest and the log are new.
   */
  async set(manifest: Manifest, finishedFolder: string): Promise<void> {
    await requireSizes(manifest, finishedFolder);
    await this.#writeManifest(manifest, finishedFolder);
    const {stage, key} = manifest;
    const state = this.stateFolder(stage, key);
    await rename(join(state, LOG), join(finishedFolder, LOG)).catch(ignoreMissing);
    const target = this.folder(stage, key);
    await flushTree(finishedFolder);
    if (await this.#hasSameOutputs(manifest)) {
      for (const name of [LOG, SIGNATURE, MANIFEST]) {
        await rename(join(finishedFolder, name), join(target, name)).catch(ignoreMissing);
      }
      await flush(target);
      await this.discard(finishedFolder);
    } else await replaceFolder(finishedFolder, target);
    await rm(state, {recursive: true, force: true});
  }

  async #hasSameOutputs({stage, key, outputs}: Manifest): Promise<boolean> {
    const {manifest, damage} = await this.inspect(stage, key);
    if (!manifest || damage) return false;
    return Object.entries(outputs).every(([port, {file, sha256}]) => {
      const there = manifest.outputs[port];
      return there?.file === file && there.sha256 === sha256;
    });
  }

  async #writeManifest(manifest: Manifest, folder: string): Promise<void> {
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeFile(join(folder, MANIFEST), text);
    const {signing} = this.#options;
    if (signing) await writeFile(join(folder, SIGNATURE), `${signing.sign(text)}\n`);
  }

  async adopt(
    manifest: Manifest,
    folder: string,
    {token}: Lock,
    {sharing = 'link', checked = false}: Adoption = {},
  ): Promise<string | undefined> {
    const {stage, key} = manifest;
    const copy = join(this.root, stage, `.tmp-${shortKey(key)}-${token}`);
    try {
      const damage =
        findWrongSize(folder, manifest) ??
        (await shareOutputs(manifest, folder, copy, sharing)) ??
        (checked ? await findDamage(copy, manifest, HashCache.empty()) : undefined);
      if (damage) await this.discard(copy);
      if (damage) return damage;
      await this.set(manifest, copy);
      await this.setLatest(stage, key);
      return undefined;
    } catch (error) {
      await this.discard(copy).catch(() => undefined);
      return explainWriteError(error as NodeJS.ErrnoException, this.root);
    }
  }

  /** Removes what a failed attempt has written; its state folder stays. */
  async discard(folder: string): Promise<void> {
    await rm(folder, {recursive: true, force: true});
  }

  /**
   * Points `<stage>/latest` at the artifact, for people. The link's own time is when the run that set it began: a slower
   * run that began earlier leaves it.
   */
  async setLatest(stage: string, key: string, startedAt = new Date()): Promise<void> {
    const link = join(this.root, stage, 'latest');
    const {mtimeMs = 0} = lstatSync(link, {throwIfNoEntry: false}) ?? {};
    // A time to come was set by a clock that is wrong.
    const isNewer = mtimeMs > startedAt.getTime() && mtimeMs <= Date.now();
    if (isNewer && existsSync(link)) return;
    if (readLink(link) === shortKey(key)) {
      // Every artifact of a run with nothing to do comes here: a trip through the thread pool costs more than the call.
      try {
        lutimesSync(link, startedAt, startedAt);
      } catch {}
      return;
    }
    const temporary = join(this.root, stage, `.latest-${process.pid}`);
    await rm(temporary, {force: true});
    await symlink(shortKey(key), temporary, 'dir');
    await lutimes(temporary, startedAt, startedAt).catch(ignoreMissing);
    // Gone when another run, on another host, took it for a killed run's: then that run has set the link just now.
    await rename(temporary, link).catch(ignoreMissing);
  }

  /** Manifest of the artifact made or used last, to explain changes against. */
  async latest(stage: string): Promise<Manifest | undefined> {
    return readLatest(this.root, stage);
  }

  /** Removes what earlier attempts at a key have saved. */
  async forgetState(stage: string, key: string): Promise<void> {
    await rm(this.stateFolder(stage, key), {recursive: true, force: true});
  }

  /** Whether an earlier attempt at this key left state to resume from. */
  async hasState(stage: string, key: string): Promise<boolean> {
    return stat(this.stateFolder(stage, key)).then(
      () => true,
      () => false,
    );
  }

  // Whoever writes to a temporary folder holds the lock of its key, so one without a live holder is a leftover.
  async #removeLeftovers(stage: string, ownKey: string): Promise<void> {
    const names = await readdir(join(this.root, stage)).catch(() => []);
    for (const name of names) {
      const linking = /^\.latest-(\d+)$/.exec(name)?.[1];
      if (linking && !isRunning({...identify(Number(linking)), started: ''})) {
        await rm(join(this.root, stage, name), {force: true});
      }
      const digits = /^\.tmp-([0-9a-f]{16})-/.exec(name)?.[1];
      if (!digits) continue;
      if (digits !== shortKey(ownKey) && (await isLocked(this.lockFile(stage, digits)))) continue;
      // What cannot go now, as when a dying stage still writes there, goes next time.
      await rm(join(this.root, stage, name), {recursive: true, force: true}).catch(() => undefined);
    }
  }
}

async function replaceFolder(finished: string, target: string): Promise<void> {
  const old = `${finished}-old`;
  await rename(target, old).catch(ignoreMissing);
  await rename(finished, target);
  await flush(dirname(target));
  await rm(old, {recursive: true, force: true});
}

// Only what the manifest names is taken, and the log, which it does not name.
async function shareOutputs(
  {outputs}: Manifest,
  folder: string,
  copy: string,
  sharing: Sharing,
): Promise<undefined> {
  makeFolder(copy);
  for (const {file} of Object.values(outputs)) {
    await shareTree(join(folder, file), join(copy, file), sharing);
  }
  const log = measurePlain(join(folder, LOG));
  if (!log || 'fault' in log || log.bytes > LONGEST_LOG) return;
  await shareTree(join(folder, LOG), join(copy, LOG), sharing);
}

// The stage's process described its outputs a moment ago; what was cut short since must not be renamed into place.
async function requireSizes(manifest: Manifest, folder: string): Promise<void> {
  const wrong = findWrongSize(folder, manifest);
  if (!wrong) return;
  throw new UserError(
    `${manifest.stage}: ${wrong}, expected plain files and folders that rest while they are taken over.\n    Where something else writes to ${shownPath(folder)}, stop it and run again.`,
  );
}

const WRITE_ERRORS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'writing there is not allowed',
  EPERM: 'writing there is not allowed',
};

/** Rethrows an error of writing to the store as what the user can do about it. */
export function explainWriteError(error: NodeJS.ErrnoException, root: string): never {
  const cause = WRITE_ERRORS[error.code ?? ''];
  if (!cause) throw error;
  throw new UserError(
    `${shownPath(root)}: ${cause} (${error.code}), expected a folder that artifacts can be written to.\n    Make room or allow writing (geneglot gc removes old artifacts), or name another folder with --artifacts.`,
  );
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
