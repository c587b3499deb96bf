// A cache folder shared by people or machines: artifacts are taken from it before a run and given to it after.
// It is a convenience: whatever is wrong with it gives a warning, once a run, and never a failure.
import {stat} from 'node:fs/promises';
import {HashCache} from '../keys/hash-cache.ts';
import {shownPath} from '../problem.ts';
import type {Lock} from './lock.ts';
import type {Manifest} from './manifest.ts';
import {FolderStore} from './store.ts';

/** How long a publisher waits for another that gives the same artifact; then it leaves it to that one. */
const PATIENCE_MS = 10_000;

export class SharedCache {
  readonly #folder: string;
  readonly #shared: FolderStore;
  readonly #own: FolderStore;
  #warned = false;

  constructor(folder: string, own: FolderStore) {
    this.#folder = folder;
    this.#own = own;
    // Nothing is remembered about files that others may change: each is read in full before it is trusted.
    this.#shared = new FolderStore(folder, HashCache.empty());
  }

  /** Brings the artifact of a key into the own store, whose lock on it the caller holds; undefined when there is none. */
  async fetch(
    stage: string,
    key: string,
    lock: Lock,
    warn: (message: string) => void,
  ): Promise<Manifest | undefined> {
    return this.#attempt(warn, async () => {
      await stat(this.#folder);
      const {manifest, damage} = await this.#shared.inspect(stage, key);
      if (damage) warn(`the cache's artifact is not used: ${damage}`);
      if (!manifest || damage) return undefined;
      await this.#own.adopt(manifest, this.#shared.folder(stage, key), lock);
      return manifest;
    });
  }

  /** Gives a finished artifact to the cache, unless it has it. */
  async publish(manifest: Manifest, warn: (message: string) => void): Promise<void> {
    await this.#attempt(warn, async () => {
      const {stage, key} = manifest;
      await stat(this.#folder);
      if (await this.#shared.get(stage, key)) return;
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const lock = await this.#shared.lock(stage, key, {signal, onWait: () => undefined});
      try {
        await this.#shared.adopt(manifest, this.#own.folder(stage, key), lock);
      } finally {
        await lock.release();
      }
    });
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
