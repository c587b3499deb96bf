// The store: `artifacts/<stage>/<key16>/`, one folder an artifact, taken as done only when renamed into place.
import {mkdir, readdir, readlink, rename, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {bytesOf, type HashCache, readJson} from './hash-file.ts';
import {shortKey} from './key.ts';
import type {Manifest} from './manifest.ts';

/** Where artifacts are kept by stage and key. */
interface ArtifactCache {
  /** The manifest of a complete, undamaged artifact. */
  get(stage: string, key: string): Promise<Manifest | undefined>;
  /** Takes over a folder of finished outputs as the artifact of the manifest's key. */
  set(manifest: Manifest, finishedFolder: string): Promise<void>;
}

/** The store as folders below one root. */
export class FolderStore implements ArtifactCache {
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

  async get(stage: string, key: string): Promise<Manifest | undefined> {
    const {manifest, damage} = await this.inspect(stage, key);
    return damage ? undefined : manifest;
  }

  /** The manifest of a key, and what is wrong with its outputs if anything is. */
  async inspect(stage: string, key: string): Promise<{manifest?: Manifest; damage?: string}> {
    const folder = this.folder(stage, key);
    const manifest = await readJson<Manifest | undefined>(join(folder, 'manifest.json'), undefined);
    if (manifest?.key !== key) return {};
    for (const [port, output] of Object.entries(manifest.outputs)) {
      const path = join(folder, output.file);
      const bytes = await bytesOf(path).catch(() => undefined);
      if (bytes === undefined) return {manifest, damage: `output ${port} is gone`};
      const intact = bytes === output.bytes && (await this.#hashes.hash(path)) === output.sha256;
      if (!intact) return {manifest, damage: `output ${port} was changed after it was made`};
    }
    return {manifest};
  }

  /** A fresh folder to write outputs into; leftovers of killed runs on this host are removed. */
  async startFolder(stage: string, key: string): Promise<string> {
    await this.#removeLeftovers(stage);
    const folder = join(this.root, stage, `.tmp-${shortKey(key)}-${hostname()}-${process.pid}`);
    await rm(folder, {recursive: true, force: true});
    await mkdir(folder, {recursive: true});
    return folder;
  }

  async set(manifest: Manifest, finishedFolder: string): Promise<void> {
    await writeFile(
      join(finishedFolder, 'manifest.json'),
      `${JSON.stringify(manifest, null, 2)}\n`,
    );
    const state = this.stateFolder(manifest.stage, manifest.key);
    await rename(join(state, 'log.txt'), join(finishedFolder, 'log.txt')).catch(ignoreMissing);
    const target = this.folder(manifest.stage, manifest.key);
    const old = `${finishedFolder}-old`;
    await rename(target, old).catch(ignoreMissing);
    await rename(finishedFolder, target);
    await rm(old, {recursive: true, force: true});
    await rm(state, {recursive: true, force: true});
  }

  /** Removes what a failed try has written; its state folder stays. */
  async discard(folder: string): Promise<void> {
    await rm(folder, {recursive: true, force: true});
  }

  /** Points `<stage>/latest` at the artifact, for people. */
  async setLatest(stage: string, key: string): Promise<void> {
    const link = join(this.root, stage, 'latest');
    if ((await readlink(link).catch(() => undefined)) === shortKey(key)) return;
    const temporary = `${link}.${process.pid}`;
    await rm(temporary, {force: true});
    await symlink(shortKey(key), temporary, 'dir');
    await rename(temporary, link);
  }

  /** Manifest of the artifact made or used last, to explain changes against. */
  async latest(stage: string): Promise<Manifest | undefined> {
    return readJson<Manifest | undefined>(
      join(this.root, stage, 'latest', 'manifest.json'),
      undefined,
    );
  }

  /** Whether an earlier try at this key left state to resume from. */
  async hasState(stage: string, key: string): Promise<boolean> {
    return stat(this.stateFolder(stage, key)).then(
      () => true,
      () => false,
    );
  }

  async #removeLeftovers(stage: string): Promise<void> {
    const names = await readdir(join(this.root, stage)).catch(() => []);
    for (const name of names) {
      const match = /^\.tmp-[0-9a-f]{16}-(.+?)-(\d+)(-old)?$/.exec(name);
      if (!match || match[1] !== hostname() || isAlive(Number(match[2]))) continue;
      await rm(join(this.root, stage, name), {recursive: true, force: true});
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
