// What lies in a store: artifacts, state of unfinished keys, temporaries and locks, by their names.

import {readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {readJson} from '../json-file.ts';
import {UserError} from '../problem.ts';
import type {Manifest} from './manifest.ts';

type Kind = 'artifact' | 'state' | 'temporary' | 'lock';

export interface StoredThing {
  kind: Kind;
  stage: string;
  path: string;
  /** First 16 digits of the key. */
  digits: string;
}

const NAMES: [RegExp, Kind][] = [
  [/^([0-9a-f]{16})$/, 'artifact'],
  [/^\.state-([0-9a-f]{16})$/, 'state'],
  [/^\.tmp-([0-9a-f]{16})-.*$/, 'temporary'],
  [/^\.lock-([0-9a-f]{16}).*$/, 'lock'],
];

/** Everything in the folders of all stages, by stage and name. */
export async function listStore(root: string): Promise<StoredThing[]> {
  const things: StoredThing[] = [];
  for (const stage of await foldersOf(root)) {
    for (const name of (await readdir(join(root, stage))).sort()) {
      for (const [pattern, kind] of NAMES) {
        const digits = pattern.exec(name)?.[1];
        if (digits) things.push({kind, stage, path: join(root, stage, name), digits});
      }
    }
  }
  return things;
}

/** The manifest of a stored artifact; undefined when it is missing or broken. */
export function manifestOf(artifact: StoredThing): Promise<Manifest | undefined> {
  return readJson<Manifest | undefined>(join(artifact.path, 'manifest.json'), undefined);
}

/** Milliseconds since something stored was last changed. */
export async function ageOf({path}: StoredThing): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found ? Date.now() - found.mtimeMs : 0;
}

/** The one artifact whose key begins so. */
export async function findArtifact(
  artifacts: string,
  digits: string,
): Promise<Manifest | undefined> {
  const found: [string, string][] = [];
  for (const entry of await readdir(artifacts, {withFileTypes: true}).catch(() => [])) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const names = await readdir(join(artifacts, entry.name));
    const fits = names.filter(name => name.startsWith(digits.slice(0, 16)));
    found.push(...fits.map((name): [string, string] => [entry.name, name]));
  }
  if (found.length > 1) {
    throw new UserError(
      `found ${found.length} artifacts whose key begins with ${digits}, expected one\n    Give more digits: ${found.map(([stage, name]) => `${stage}/${name}`).join(', ')}.`,
    );
  }
  return found.length === 1 ? readManifest(artifacts, ...found[0]) : undefined;
}

/** The manifest in a folder of the store; undefined when it is missing or broken. */
export function readManifest(
  artifacts: string,
  stage: string,
  name: string,
): Promise<Manifest | undefined> {
  return readJson<Manifest | undefined>(join(artifacts, stage, name, 'manifest.json'), undefined);
}

async function foldersOf(root: string): Promise<string[]> {
  const entries = await readdir(root, {withFileTypes: true}).catch(() => []);
  return entries
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(entry => entry.name)
    .sort();
}
