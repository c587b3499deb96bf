// What files and folders look like on the disk at one time, to see afterwards which of them were touched. A file that was
// edited and set back has other stamps, though its content is what it was: whoever read it meanwhile read something else.
import {type BigIntStats, lstatSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {filesUnder, MISSING, restOf, statOf} from './hash-file.ts';
import {isOtherWay, isWay, stampWay, stampWays} from './way-stamps.ts';

/** Stamps by absolute path; of a folder there is its own and those of all that lies in it, and those of the way there. */
export type FileStamps = Record<string, string>;

/** How often files that keep changing are waited for. */
const MOST_LOOKS = 10;
/** A file that changed further in the future than this was stamped by a clock that is wrong: nobody waits for it. */
const MOST_REST_MS = 2000;

/** The stamps of these files and folders, taken when each has rested long enough for its next change to show. */
export async function stampFiles(paths: readonly string[]): Promise<FileStamps> {
  for (let look = 1; ; look++) {
    const all = await allUnder(paths);
    const stamps: FileStamps = stampWays(all);
    let rest = 0;
    for (const path of all) {
      const found = statOf(path);
      const needed = found ? restOf(found, Date.now()) : 0;
      if (needed <= MOST_REST_MS) rest = Math.max(rest, needed);
      stamps[path] = stampOf(path, found);
    }
    if (rest === 0 || look === MOST_LOOKS) return stamps;
    await wait(rest);
  }
}

/** Paths that were touched since, sorted; of those moved with their content only size and modification time count. */
export function changedSince(before: FileStamps, {moved = false} = {}): string[] {
  return Object.keys(before)
    .filter(path => {
      const stamp = before[path];
      if (isWay(stamp)) return !moved && isOtherWay(stamp, stampWay(path));
      const found = statOf(path);
      return isOther(stamp, stampOf(path, found), moved);
    })
    .sort();
}

async function allUnder(paths: readonly string[]): Promise<Set<string>> {
  const all = new Set(paths);
  for (const path of paths) {
    if (!statOf(path)?.isDirectory()) continue;
    for (const name of await filesUnder(path).catch(() => [])) {
      // A folder's own times show that something came into it or went, also where it is as before again.
      for (let at = join(path, name); at !== path; at = dirname(at)) all.add(at);
    }
  }
  return all;
}

function stampOf(path: string, found: BigIntStats | undefined): string {
  if (!found) return MISSING;
  const isFolder = found.isDirectory();
  const names = isFolder ? 1 : found.nlink;
  const link = lstatSync(path, {bigint: true, throwIfNoEntry: false});
  // A link that leads elsewhere for a while leaves no trace in the file that it leads to.
  const way = link?.isSymbolicLink() ? ` ${link.ino} ${link.ctimeNs}` : '';
  return `${isFolder ? '' : found.size} ${found.mtimeNs} ${found.ino} ${found.ctimeNs} ${names}${way}`;
}

/** Places in a stamp: the time of the last change, and the number of names (hard links). */
const CHANGED = 3;
const NAMES = 4;

function isOther(before: string, now: string, moved: boolean): boolean {
  if (before === now) return false;
  const [a, b] = [before, now].map(stamp => stamp.split(' '));
  if (moved) return a.slice(0, 2).join(' ') !== b.slice(0, 2).join(' ');
  if (a[NAMES] === b[NAMES]) return true;
  // To give a file another name, as sharing it with a cache does, changes its time of change, not the file.
  const counts = (_: string, place: number): boolean => place !== CHANGED && place !== NAMES;
  return a.filter(counts).join(' ') !== b.filter(counts).join(' ');
}
