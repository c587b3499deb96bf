// The folder that geneglot's own files lie in: a clone, or an installed package. A project elsewhere names a file in it
// with `geneglot:` before its path, which stays true wherever the package lies.
import {relative, resolve, sep} from 'node:path';

/** Absolute path. */
export const PACKAGE = resolve(import.meta.dirname, '../..');
const PREFIX = 'geneglot:';

/** The folder that a path is relative to, `folder` or the package's, and the path without its `geneglot:`. */
export function splitPlace(folder: string, path: string): {folder: string; path: string} {
  return path.startsWith(PREFIX)
    ? {folder: PACKAGE, path: path.slice(PREFIX.length)}
    : {folder, path};
}

/** Absolute path of what a file in `folder` calls `path`. */
export function resolvePlace(folder: string, path: string): string {
  const place = splitPlace(folder, path);
  return resolve(place.folder, place.path);
}

/** What a project calls a file: its path from the project, or `geneglot:` and its path in the package. */
export function placeOf(project: string, file: string): string {
  // The project may be the package or lie in it; else the package lies in the project's node_modules, or far away.
  const isOwn = isIn(PACKAGE, project) && isIn(project, file);
  return isOwn || !isIn(PACKAGE, file) ? relative(project, file) : PREFIX + relative(PACKAGE, file);
}

/** Whether a file lies in a folder or below it. */
export function isIn(folder: string, file: string): boolean {
  const from = relative(folder, file);
  return from !== '..' && !from.startsWith(`..${sep}`);
}
