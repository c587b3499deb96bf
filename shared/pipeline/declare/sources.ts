// Expands what a source port is given (paths, globs, folders, URLs) into files in a fixed order.

import type {Stats} from 'node:fs';
import {stat} from 'node:fs/promises';
import {basename, join, resolve} from 'node:path';
import {isFileName, LONGEST_NAME_BYTES} from '../names.ts';
import {resolvePlace, splitPlace} from '../own-package.ts';
import {oneOf, shownPath, showValue} from '../problem.ts';
import type {SourcePort} from '../stage-contract.ts';
import type {SourceFile} from './pipeline.ts';
import type {InputEntry} from './pipeline-schema.ts';

export interface Expansion {
  files: SourceFile[];
  /** What is wrong with the entry of this index; the files are then incomplete. */
  problems: {index: number; message: string; remedy?: string}[];
}

/** Expands entries relative to `base`, in the order listed; a glob or folder gives its files sorted by path. */
export async function expandSources(
  entries: readonly InputEntry[],
  port: SourcePort,
  base: string,
  downloads: string,
): Promise<Expansion> {
  const expansion: Expansion = {files: [], problems: []};
  for (const [index, entry] of entries.entries()) {
    try {
      expansion.files.push(
        ...(typeof entry === 'string'
          ? await expandPath(entry, port, base)
          : [planDownload(entry, downloads)]),
      );
    } catch (error) {
      if (!(error instanceof SourceProblem)) throw error;
      expansion.problems.push({index, message: error.message, remedy: error.remedy});
    }
  }
  if (expansion.problems.length === 0) checkCount(expansion, port);
  return expansion;
}

class SourceProblem extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

function checkCount({files, problems}: Expansion, port: SourcePort): void {
  if (files.length === 0)
    problems.push({index: 0, message: 'found no file, expected at least one'});
  if (port.many || files.length <= 1) return;
  const names = files.slice(0, 3).map(file => file.name);
  problems.push({
    index: 0,
    message: `found ${files.length} files (${names.join(', ')}${files.length > 3 ? ' …' : ''}), expected one: ${port.description}`,
    remedy: 'Name one file.',
  });
}

async function expandPath(entry: string, port: SourcePort, base: string): Promise<SourceFile[]> {
  const path = resolvePlace(base, entry);
  const found: Stats | undefined = await stat(path).catch(() => undefined);
  if (found?.isFile()) return [toSource(path)];
  if (found) return expandFolder(path, entry, port);
  if (/[*?[\]{}]/.test(entry)) return expandGlob(entry, base);
  throw new SourceProblem(
    `found no file or folder ${entry} (looked at ${shownPath(path)})`,
    'Correct the path, or give {url: …, sha256: …} to have the file downloaded.',
  );
}

async function expandFolder(
  folder: string,
  entry: string,
  port: SourcePort,
): Promise<SourceFile[]> {
  const isZarr = port.extensions.includes('.zarr') && (await isZarrFolder(folder));
  const paths = (await glob('**/*', folder, isZarr)).filter(
    path =>
      isZarr || port.extensions.length === 0 || port.extensions.some(end => path.endsWith(end)),
  );
  if (paths.length > 0) return paths.map(path => toSource(join(folder, path)));
  throw new SourceProblem(
    `found no file ending in ${oneOf(port.extensions)} in the folder ${entry}`,
    'Put the files there, or name them one by one whatever they end in.',
  );
}

async function expandGlob(entry: string, base: string): Promise<SourceFile[]> {
  const {folder, path: pattern} = splitPlace(base, entry);
  const paths = await glob(pattern, folder);
  if (paths.length > 0) return paths.map(path => toSource(resolve(folder, path)));
  throw new SourceProblem(
    `found no file that matches ${entry} (looked in ${shownPath(folder)})`,
    'Correct the pattern: * matches within a folder, ** across folders.',
  );
}

/** Whether a folder is a Zarr store, of which every file counts whatever it is called. */
async function isZarrFolder(folder: string): Promise<boolean> {
  const roots = await glob('{zarr.json,.zgroup}', folder, true);
  return roots.length > 0;
}

async function glob(pattern: string, cwd: string, dot = false): Promise<string[]> {
  const {glob: find} = await import('tinyglobby');
  return (await find(pattern, {cwd, dot, expandDirectories: false})).sort();
}

function toSource(path: string): SourceFile {
  return {path, name: basename(path)};
}

function planDownload(entry: Exclude<InputEntry, string>, downloads: string): SourceFile {
  const url = parseUrl(entry.url);
  if (!entry.sha256 || !/^[0-9a-f]{64}$/.test(entry.sha256)) {
    throw new SourceProblem(
      `found ${entry.sha256 ? `sha256 "${entry.sha256}"` : 'no sha256'} beside the url, expected the file's SHA-256 of 64 hex digits`,
      `Download ${entry.url} once and run sha256sum on it.`,
    );
  }
  const name = entry.fileName ?? nameIn(url);
  if (!isFileName(name)) {
    throw new SourceProblem(
      `found the file name ${showValue(name)}, expected one without folders, of ${LONGEST_NAME_BYTES} bytes at most`,
      'Give another as fileName: NAME.',
    );
  }
  return {
    path: join(downloads, entry.sha256, name),
    name,
    download: {url: entry.url, sha256: entry.sha256},
  };
}

// What does not decode is a name as it stands.
function nameIn({pathname}: URL): string {
  try {
    return basename(decodeURIComponent(pathname)) || 'download';
  } catch {
    return basename(pathname);
  }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new SourceProblem(
    `found the url "${text}", expected one that starts with http:// or https://`,
    'Give a local file as a plain path instead.',
  );
}
