// What is tried at random: one kind of input or of calls a file in `targets/`.
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {Random} from '../../shared/stats/random.ts';

/** One kind of thing that is tried at random. */
export interface FuzzTarget {
  /** Tries that `make test` makes; more are made by `make fuzz`. */
  ciTries: number;
  /** How long one try may be silent, in seconds, before it counts as hanging; 60 unless given. */
  patienceSeconds?: number;
  /** Resident memory that the process of this target may take, in bytes; 1 GiB unless given. */
  mostMemoryBytes?: number;
  /**
   * Makes one try in the empty folder `scratch`. The same random numbers give the same try.
   * Returns a sentence when something is wrong, undefined when all is well.
   */
  tryOnce(random: Random, scratch: string): Promise<string | undefined>;
}

const FOLDER = join(import.meta.dirname, 'targets');

/** Names of all targets: the names of their files. */
export const TARGET_NAMES = readdirSync(FOLDER)
  .filter(name => name.endsWith('.ts'))
  .map(name => name.slice(0, -'.ts'.length))
  .sort();

/** The target of a file, named from the folder of targets. */
export async function loadTarget(name: string): Promise<FuzzTarget> {
  const {target} = await import(join(FOLDER, `${name}.ts`));
  return target;
}
