// Removes things from a store that other processes work on: nothing that somebody holds, reads or may yet resume.
import {readdir, rename, rm, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {ageOf, type StoredThing} from './artifact-folders.ts';
import {acquireIfFree, isLocked} from './lock.ts';
import {readLink} from './read-manifest.ts';
import {artifactsBeingRead, forgetDeadReaders, nameOf} from './reading-marks.ts';

/** What is left of a kill only when it is this old; younger ones are being written. */
const LEFTOVER_MS = 3_600_000;

export interface RemovalOptions {
  root: string;
  /** Whether a batch job may yet write to a state folder; a job outlives the runner that held the lock. */
  mayHaveJob(thing: StoredThing): Promise<boolean>;
  /** Artifacts that batch jobs read, named as by `nameOf`. */
  readByJobs: ReadonlySet<string>;
  /** Leaves what `latest` names. */
  keepLatest: boolean;
}

/** Whether somebody works with the thing now. */
export async function isInUse(thing: StoredThing, options: RemovalOptions): Promise<boolean> {
  const {kind, path} = thing;
  if (path.endsWith('.new')) return (await ageOf(thing)) < LEFTOVER_MS;
  if (await isLocked(kind === 'lock' ? path : lockOf(thing))) return true;
  return isWanted(thing, options);
}

/** Removes the thing, or leaves it (false) where somebody works with it or it is gone already. */
export async function removeUnlessInUse(
  thing: StoredThing,
  options: RemovalOptions,
): Promise<boolean> {
  const {kind, path} = thing;
  if (path.endsWith('.new')) {
    if (!(await isInUse(thing, options))) await rm(path, {force: true});
    return false;
  }
  // Under its lock nobody else makes, resumes or removes it. A dead process's lock itself goes with its release.
  const lock = await acquireIfFree(kind === 'lock' ? path : lockOf(thing));
  if (!lock) return false;
  try {
    if (kind === 'lock') return true;
    if (await isWanted(thing, options)) return false;
    return await moveAndRemove(thing, lock.token, options);
  } finally {
    await lock.release();
  }
}

// Renamed first, so that a kill leaves a temporary and not half an artifact.
async function moveAndRemove(
  thing: StoredThing,
  token: string,
  options: RemovalOptions,
): Promise<boolean> {
  const {path, digits} = thing;
  const aside = join(dirname(path), `.tmp-${digits}-${token}-gone`);
  const isThere = await rename(path, aside).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
  if (!isThere) return false;
  if (await isWanted(thing, options)) {
    await rename(aside, path);
    return false;
  }
  await rm(aside, {recursive: true, force: true, maxRetries: 3});
  return true;
}

/** Removes what killed commands have left beside the stages' folders. */
export async function removeLeftovers(root: string): Promise<void> {
  await forgetDeadReaders(root);
  for (const [folder, pattern] of [
    [root, /^\.import-|^\.export-|^run\.html\..+/],
    [join(root, '.cache'), /\.tmp$/],
    [join(root, '.cache', 'runs'), /\.tmp$/],
  ] as const) {
    for (const name of (await readdir(folder).catch(() => [])).filter(each => pattern.test(each))) {
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      if (!found || Date.now() - found.mtimeMs < LEFTOVER_MS) continue;
      await rm(path, {recursive: true, force: true});
    }
  }
}

async function isWanted(thing: StoredThing, options: RemovalOptions): Promise<boolean> {
  const {kind, stage, digits, path} = thing;
  if (kind === 'state') return options.mayHaveJob(thing);
  if (kind !== 'artifact') return false;
  if (options.keepLatest && readLink(join(dirname(path), 'latest')) === digits) return true;
  const name = nameOf(stage, digits);
  return options.readByJobs.has(name) || (await artifactsBeingRead(options.root)).has(name);
}

function lockOf({path, digits}: StoredThing): string {
  return join(dirname(path), `.lock-${digits}`);
}
