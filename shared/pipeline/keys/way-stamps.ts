// What stands on the way to a file: folders above it, and links that lead to it. Where one of them is another for a while,
// the file keeps all its stamps, and whoever read it meanwhile read another file.
import {type BigIntStats, lstatSync, readlinkSync, realpathSync} from 'node:fs';
import {dirname, resolve} from 'node:path';

const FOLDER = 'above';
const LINK = 'link';

/** Stamps by absolute path of all folders above these paths and of all links on the way to them. */
export function stampWays(paths: Iterable<string>): Record<string, string> {
  const stamps: Record<string, string> = {};
  const visited = new Set<string>();
  const visit = (path: string): void => {
    if (visited.has(path)) return;
    visited.add(path);
    const found = lstat(path);
    if (found?.isSymbolicLink() || found?.isDirectory()) stamps[path] = toStamp(path, found);
    if (found?.isSymbolicLink()) visit(targetOf(path));
    visit(dirname(path));
  };
  for (const path of paths) visit(path);
  return stamps;
}

/** The stamp of one folder above, or link, as it is now. */
export function stampWay(path: string): string {
  return toStamp(path, lstat(path));
}

/** Whether a stamp is one of these. */
export function isWay(stamp: string): boolean {
  return stamp.startsWith(FOLDER) || stamp.startsWith(LINK);
}

/**
 * Whether the folder or link was another meanwhile. Files that come into a folder or go change its times, too, but both
 * of them; to rename it changes the times of the folder above and its own time of change alone.
 */
export function isOtherWay(before: string, now: string): boolean {
  if (before === now) return false;
  const [a, b] = [before, now].map(stamp => stamp.split(' '));
  if (a[0] !== FOLDER || b[0] !== FOLDER || a[1] !== b[1]) return true;
  const [, , changed, modified, above] = b;
  return changed !== a[2] && changed !== modified && above !== a[4];
}

function toStamp(path: string, found: BigIntStats | undefined): string {
  if (!found) return 'gone';
  if (found.isSymbolicLink()) return `${LINK} ${found.ino} ${found.ctimeNs}`;
  const above = lstat(dirname(path))?.mtimeNs;
  return `${FOLDER} ${found.ino} ${found.ctimeNs} ${found.mtimeNs} ${above}`;
}

// Nothing also where a folder above has become a file.
function lstat(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, {bigint: true, throwIfNoEntry: false});
  } catch {
    return undefined;
  }
}

// Where a link leads depends on where it really lies.
function targetOf(link: string): string {
  try {
    return resolve(realpathSync(dirname(link)), readlinkSync(link));
  } catch {
    return link;
  }
}
