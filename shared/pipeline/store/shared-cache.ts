// A cache folder shared by people or machines: artifacts are taken from it before a run and given to it after.
// It is a convenience: whatever is wrong with it gives a warning, once a run, and never a failure.
// Nothing in it is believed but what outputs hold, and that only of who may write there; a cache that signs takes it of
// those alone who have its key.
import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import {shownPath} from '../problem.ts';
import type {ArtifactStore} from './artifact-store.ts';
import type {Lock} from './lock.ts';
import type {Manifest} from './manifest.ts';
import {isPlainFolder} from './plain-files.ts';
import type {Sharing} from './share-files.ts';

/** How long a publisher waits for another that gives the same artifact; then it leaves it to that one. */
const PATIENCE_MS = 10_000;

export class SharedCache {
  readonly #folder: string;
  readonly #shared: ArtifactStore;
  readonly #own: ArtifactStore;
  /** A file under two names can be written by who may write under either, so a cache that signs shares none. */
  readonly #sharing: Sharing;
  #warned = false;

  /** The cache in a folder, as the store `shared`, beside the store `own`. */
  constructor(folder: string, shared: ArtifactStore, own: ArtifactStore, sharing: Sharing) {
    this.#folder = folder;
    this.#shared = shared;
    this.#own = own;
    this.#sharing = sharing;
  }

  /** Brings the artifact of a key into the own store, whose lock on it the caller holds; undefined when there is none. */
  async fetch(
    stage: string,
    key: string,
    lock: Lock,
    warn: (message: string) => void,
  ): Promise<Manifest | undefined> {
    return this.#attempt(warn, async () => {
      await this.#requireFolder(stage);
      const {manifest, damage} = this.#shared.readManifest(stage, key);
      const from = this.#shared.folder(stage, key);
      // It is checked once it lies in the own store, where nobody changes it between the look and the use.
      const how = {sharing: this.#sharing, checked: true};
      const found = damage ?? (manifest && (await this.#own.adopt(manifest, from, lock, how)));
      if (found) warn(`the cache's artifact is not used: ${found}`);
      return found ? undefined : manifest;
    });
  }

  /** Gives a finished artifact to the cache, unless it has it. */
  async publish(manifest: Manifest, warn: (message: string) => void): Promise<void> {
    await this.#attempt(warn, async () => {
      const {stage, key} = manifest;
      await this.#requireFolder(stage);
      if (await this.#shared.get(stage, key)) return;
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const lock = await this.#shared.lock(stage, key, {signal, onWait: () => undefined});
      try {
        const from = this.#own.folder(stage, key);
        const damage = await this.#shared.adopt(manifest, from, lock, {sharing: this.#sharing});
        if (damage) warn(`the artifact is not given to the cache: ${damage}`);
      } finally {
        await lock.release();
      }
    });
  }

  // A link in the place of a stage's folder would have everything written to another place.
  async #requireFolder(stage: string): Promise<void> {
    await stat(this.#folder);
    if (isPlainFolder(join(this.#folder, stage)) !== false) return;
    throw new Error(`${stage} in it is no folder`);
  }

  async #attempt<T>(
    warn: (message: string) => void,
    work: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const cause = (error as Error).message.split('\n')[0];
      if (!this.#warned) warn(`goes on without the cache ${shownPath(this.#folder)}: ${cause}`);
      this.#warned = true;
      return undefined;
    }
  }
}
