// Files that decide where an import leads although they are not what it leads to: those that esbuild and Node would take
// before it, and settings that give names to files. Where one comes, goes or changes, the import may lead elsewhere.
import {dirname, join, resolve, sep} from 'node:path';
import type {Metafile} from 'esbuild';

/** What an import without an ending is tried with. */
const ENDINGS = ['', '.tsx', '.ts', '.jsx', '.js', '.mjs', '.mts', '.cjs', '.json'];
const SETTINGS = ['package.json', 'tsconfig.json'];

/** Absolute paths of these files, which may be missing, for the imports of one file; none where all name a file in full. */
export function findDoubts(
  file: string,
  imports: Metafile['inputs'][string]['imports'],
  project: string,
): string[] {
  const folder = dirname(file);
  return imports.flatMap(({path, original, external}) => {
    if (original === undefined || external) return [];
    if (!/^\.{0,2}\//.test(original)) return settingsAbove(folder, project);
    const named = resolve(folder, original);
    if (named === resolve(project, path)) return [];
    // A folder of that name shows by its own times what comes into it, such as index.ts.
    return ENDINGS.map(ending => named + ending);
  });
}

function settingsAbove(folder: string, project: string): string[] {
  const own = SETTINGS.map(name => join(folder, name));
  const isTop = dirname(folder) === folder || !`${dirname(folder)}${sep}`.startsWith(project + sep);
  return isTop ? own : [...own, ...settingsAbove(dirname(folder), project)];
}
