// What a cache needs of a store, be it the own one or the shared one.
import type {Lock, LockOptions} from './lock.ts';
import type {Manifest, Reading} from './manifest.ts';
import type {Sharing} from './share-files.ts';

/** How an artifact is taken over from another folder. */
export interface Adoption {
  sharing?: Sharing;
  /** Whether the outputs are read in full once they lie here, as where others can write to the other folder. */
  checked?: boolean;
}

export interface ArtifactStore {
  /** Folder of an artifact, whether it exists or not. */
  folder(stage: string, key: string): string;
  /** The manifest of a complete, undamaged artifact. */
  get(stage: string, key: string): Promise<Manifest | undefined>;
  /** The manifest of a key alone; its outputs are not looked at. */
  readManifest(stage: string, key: string): Reading;
  /** The right to make the artifact of a key; waits while another run is making it. */
  lock(stage: string, key: string, options: LockOptions): Promise<Lock>;
  /**
   * Makes the outputs in `folder` the artifact of the manifest's key too; `folder` stays. Returns what is wrong with
   * what was taken, in which case nothing is stored.
   */
  adopt(
    manifest: Manifest,
    folder: string,
    lock: Lock,
    adoption?: Adoption,
  ): Promise<string | undefined>;
}
