// The store: `artifacts/<stage>/<key16>/`, one folder an artifact, taken as done only when renamed into place.
import {readlinkSync} from 'node:fs';
import {mkdir, readdir, rename, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {readJson} from '../json-file.ts';
import type {HashCache} from '../keys/hash-cache.ts';
import {bytesOf} from '../keys/hash-file.ts';
import {shortKey} from '../keys/key.ts';
import {shownPath, UserError} from '../problem.ts';
import {endOrphan} from './end-orphan.ts';
import {flush, flushTree} from './flush.ts';
import {acquireLock, isLocked, type Lock, type LockOptions} from './lock.ts';
import type {Manifest} from './manifest.ts';
import {identify, isRunning} from './process-identity.ts';
import {shareTree} from './share-files.ts';

/** The store as folders below one root. */
export class FolderStore {
  readonly root: string;
  readonly #hashes: HashCache;

  constructor(root: string, hashes: HashCache) {
    this.root = root;
    this.#hashes = hashes;
  }

  /** Folder of an artifact, whether it exists or not. */
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

  /** The manifest of a complete, undamaged artifact. */
  async get(stage: string, key: string): Promise<Manifest | undefined> {
    const {manifest, damage} = await this.inspect(stage, key);
    return damage ? undefined : manifest;
  }

  /** The manifest of a key, and what is wrong with its outputs if anything is. */
  async inspect(stage: string, key: string): Promise<{manifest?: Manifest; damage?: string}> {
    const folder = this.folder(stage, key);
    const manifest = await readJson<Manifest | undefined>(join(folder, 'manifest.json'), undefined);
    if (manifest?.key !== key) {
      const exists = await stat(folder).catch(ignoreMissing);
      return exists ? {damage: 'its manifest is missing or damaged'} : {};
    }
    for (const [port, output] of Object.entries(manifest.outputs)) {
      const path = join(folder, output.file);
      const bytes = await bytesOf(path).catch(() => undefined);
      if (bytes === undefined) return {manifest, damage: `output ${port} is gone`};
      // Whoever removes or replaces the artifact may do so between two looks.
      const sha256 = await this.#hashes.hash(path).catch(() => undefined);
      if (bytes !== output.bytes || sha256 !== output.sha256)
        return {manifest, damage: `output ${port} was changed after it was made`};
    }
    return {manifest};
  }

  /** Lock of the artifact with these first 16 digits of its key. */
  lockFile(stage: string, digits: string): string {
    return join(this.root, stage, `.lock-${digits}`);
  }

  /** The right to make the artifact of a key; waits while another run is making it. */
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
    await mkdir(folder, {recursive: true});
    return folder;
  }

  /**
   * Takes over a folder of finished outputs as the artifact of the manifest's key. Outputs that are there already stay,
   * for others may be reading them: then only the manifest and the log are new.
   */
  async set(manifest: Manifest, finishedFolder: string): Promise<void> {
    await requireSizes(manifest, finishedFolder);
    await writeFile(
      join(finishedFolder, 'manifest.json'),
      `${JSON.stringify(manifest, null, 2)}\n`,
    );
    const {stage, key} = manifest;
    const state = this.stateFolder(stage, key);
    await rename(join(state, 'log.txt'), join(finishedFolder, 'log.txt')).catch(ignoreMissing);
    const target = this.folder(stage, key);
    await flushTree(finishedFolder);
    if (await this.#hasSameOutputs(manifest)) {
      for (const name of ['log.txt', 'manifest.json']) {
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

  /** Makes the finished outputs in `folder` the artifact of the manifest's key too; `folder` stays. */
  async adopt(manifest: Manifest, folder: string, {token}: Lock): Promise<void> {
    const {stage, key} = manifest;
    const copy = join(this.root, stage, `.tmp-${shortKey(key)}-${token}`);
    try {
      await shareTree(folder, copy);
      // The manifest may differ, so it must not be written into the file that both share.
      await rm(join(copy, 'manifest.json'), {force: true});
      await this.set(manifest, copy);
      await this.setLatest(stage, key);
    } catch (error) {
      await this.discard(copy).catch(() => undefined);
      return explainWriteError(error as NodeJS.ErrnoException, this.root);
    }
  }

  /** Removes what a failed attempt has written; its state folder stays. */
  async discard(folder: string): Promise<void> {
    await rm(folder, {recursive: true, force: true});
  }

  /** Points `<stage>/latest` at the artifact, for people. */
  async setLatest(stage: string, key: string): Promise<void> {
    const link = join(this.root, stage, 'latest');
    if (readLink(link) === shortKey(key)) return;
    const temporary = join(this.root, stage, `.latest-${process.pid}`);
    await rm(temporary, {force: true});
    await symlink(shortKey(key), temporary, 'dir');
    // Gone when another run, on another host, took it for a killed run's: then that run has set the link just now.
    await rename(temporary, link).catch(ignoreMissing);
  }

  /** Manifest of the artifact made or used last, to explain changes against. */
  async latest(stage: string): Promise<Manifest | undefined> {
    return readJson<Manifest | undefined>(
      join(this.root, stage, 'latest', 'manifest.json'),
      undefined,
    );
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

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

// The stage's process described its outputs a moment ago; what was cut short since must not be renamed into place.
async function requireSizes({stage, outputs}: Manifest, folder: string): Promise<void> {
  for (const [port, {file, bytes}] of Object.entries(outputs)) {
    const found = await bytesOf(join(folder, file)).catch(() => undefined);
    if (found === bytes) continue;
    throw new UserError(
      `output ${port} of ${stage} changed while it was taken over: found ${found ?? 'no'} bytes, expected ${bytes}.\n    Something else writes to ${shownPath(folder)}; stop it and run again.`,
    );
  }
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
