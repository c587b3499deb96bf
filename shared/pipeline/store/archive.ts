// One artifact as a tar file. What is read may come from anybody: every entry is looked at before anything is written, only
// regular files and folders that the manifest names are taken, none larger than it says, and nobody's owners or modes.

import {appendFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {shortKey} from '../keys/key.ts';
import {isFileName, isShortKey, isStageName} from '../names.ts';
import {makeFolder} from '../write-safely.ts';
import type {Manifest} from './manifest.ts';
import {measurePlain} from './plain-files.ts';
import {LOG, LONGEST_LOG, LONGEST_MANIFEST, MANIFEST, parseManifest} from './read-manifest.ts';
import {Refused, refusal, walkTar} from './walk-tar.ts';

/** Entries of an archive at most: models in folders have some tens. */
const MOST_ENTRIES = 100_000;

/** What an archive holds, none of it written yet. */
export interface ArchivePlan {
  manifest: Manifest;
  /** Bytes of each file by its path in the artifact's folder; the manifest's own file is left out. */
  files: ReadonlyMap<string, number>;
  /** Paths of folders in the artifact's folder. */
  folders: readonly string[];
}

/** Writes an artifact of the store, its manifest first. */
export async function writeArchive(file: string, root: string, manifest: Manifest): Promise<void> {
  const {create} = await import('tar');
  const folder = `${manifest.stage}/${shortKey(manifest.key)}`;
  const log = measurePlain(join(root, folder, LOG));
  const names = [
    MANIFEST,
    ...(log && 'bytes' in log ? [LOG] : []),
    ...Object.values(manifest.outputs).map(output => output.file),
  ];
  const mtime = new Date(manifest.startedAt);
  await create(
    {file, cwd: root, portable: true, mtime, strict: true},
    names.map(name => `${folder}/${name}`),
  );
}

/** Reads what an archive would unpack; throws in words where it holds anything but one artifact as exported. */
export async function planArchive(file: string): Promise<ArchivePlan> {
  const sizes = new Map<string, number>();
  const folders = new Set<string>();
  const prefix = new Prefix();
  let text = '';
  await walkTar(file, entry => {
    const path = prefix.strip(entry.path);
    if (sizes.size + folders.size >= MOST_ENTRIES) throw new Refused('found too many entries');
    if (entry.type === 'Directory') return void folders.add(path);
    if (path === '' || sizes.has(path)) throw new Refused(`found ${entry.path} twice`);
    sizes.set(path, entry.size);
    if (path !== MANIFEST) return undefined;
    if (entry.size > LONGEST_MANIFEST) throw new Refused(`found ${entry.size} bytes of manifest`);
    return chunk => {
      text += chunk.toString('latin1');
    };
  });
  if (!sizes.delete(MANIFEST)) throw refusal(file, 'found no manifest');
  const utf8 = Buffer.from(text, 'latin1').toString('utf8');
  const {manifest, damage} = parseManifest(utf8, prefix.wanted);
  if (!manifest) throw refusal(file, damage ?? 'found no manifest');
  const odd = findOddPath(manifest, sizes, folders);
  if (odd) throw refusal(file, odd);
  return {manifest, files: sizes, folders: [...folders]};
}

/** Unpacks what was planned into an empty folder. */
export async function unpackArchive(
  file: string,
  {files, folders}: ArchivePlan,
  folder: string,
): Promise<void> {
  for (const path of [...folders, ...[...files.keys()].map(name => dirname(name))]) {
    makeFolder(join(folder, path));
  }
  const prefix = new Prefix();
  const left = new Map(files);
  await walkTar(file, entry => {
    const path = prefix.strip(entry.path);
    if (entry.type === 'Directory' || path === MANIFEST) return undefined;
    if (left.get(path) !== entry.size) throw new Refused('found that it changed while it was read');
    left.delete(path);
    const target = join(folder, path);
    writeFileSync(target, '', {flag: 'wx'});
    return chunk => appendFileSync(target, chunk);
  });
  if (left.size > 0) throw refusal(file, 'found that it changed while it was read');
}

/** `STAGE/KEY/`, by which every path begins: that of the first entry. */
class Prefix {
  wanted = {stage: '', key: ''};

  /** A path in the artifact's folder; '' for the folder itself and the one above. */
  strip(path: string): string {
    const [stage, key, ...rest] = path.replace(/\/$/, '').split('/');
    if (this.wanted.stage === '') this.#begin(stage, key ?? '');
    const fits = stage === this.wanted.stage && (key === undefined || this.#hasKey(key));
    if (fits && rest.every(isFileName)) return rest.join('/');
    throw new Refused(`found ${JSON.stringify(path)}, which leads out of one STAGE/KEY folder`);
  }

  #begin(stage: string, key: string): void {
    if (isStageName(stage)) this.wanted = {stage, key: ''};
    if (isShortKey(key)) this.wanted.key = key;
  }

  #hasKey(key: string): boolean {
    if (this.wanted.key === '' && isShortKey(key)) this.wanted.key = key;
    return key === this.wanted.key;
  }
}

// Sizes are those of the manifest, so that nothing larger is written than it says.
function findOddPath(
  {outputs}: Manifest,
  files: ReadonlyMap<string, number>,
  folders: ReadonlySet<string>,
): string | undefined {
  const bytes = new Map(Object.values(outputs).map(output => [output.file, output.bytes]));
  const owner = (path: string): string => path.split('/')[0];
  for (const [path, size] of files) {
    if (path === LOG && size <= LONGEST_LOG) continue;
    const left = bytes.get(owner(path));
    if (left === undefined) return `found ${path}, which its manifest does not name`;
    if (size > left) return `found more bytes of ${owner(path)} than its manifest says`;
    bytes.set(owner(path), left - size);
  }
  const odd = [...folders].find(path => path !== '' && !bytes.has(owner(path)));
  if (odd !== undefined) return `found ${odd}, which its manifest does not name`;
  const both = [...folders, ...[...files.keys()].map(path => dirname(path))]
    .flatMap(withParents)
    .find(path => files.has(path));
  return both === undefined ? undefined : `found ${both} as a file and as a folder`;
}

function withParents(path: string): string[] {
  const names = path.split('/');
  return names.map((_, i) => names.slice(0, i + 1).join('/'));
}
