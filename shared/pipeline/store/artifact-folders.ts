// What lies in a store: artifacts, state of unfinished keys, temporaries and locks, by their names.
import {readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {isStageName} from '../names.ts';
import {UserError} from '../problem.ts';
import type {Manifest, Reading} from './manifest.ts';
import {readManifest} from './read-manifest.ts';

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
  for (const stage of await storedStages(root)) {
    // Another process may remove the folder just now.
    for (const name of (await readdir(join(root, stage)).catch(() => [])).sort()) {
      for (const [pattern, kind] of NAMES) {
        const digits = pattern.exec(name)?.[1];
        if (digits) things.push({kind, stage, path: join(root, stage, name), digits});
      }
    }
  }
  return things;
}

/** The manifest of a stored artifact, or what is wrong with it. */
export function manifestOf({path, stage, digits}: StoredThing): Reading {
  if (isStageName(stage)) return readManifest(path, {stage, key: digits});
  return {damage: `it lies in ${stage}, which is no stage's name`};
}

/** Milliseconds since something stored was last changed. */
export async function ageOf({path}: StoredThing): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found ? Date.now() - found.mtimeMs : 0;
}

/** The manifest of the one artifact whose key begins so; undefined when there is none, or a damaged one. */
export async function findArtifact(
  artifacts: string,
  digits: string,
): Promise<Manifest | undefined> {
  if (!/^[0-9a-f]{1,64}$/.test(digits)) return undefined;
  const found = (await listStore(artifacts)).filter(
    thing => thing.kind === 'artifact' && thing.digits.startsWith(digits.slice(0, 16)),
  );
  if (found.length > 1) {
    throw new UserError(
      `found ${found.length} artifacts whose key begins with ${digits}, expected one\n    Give more digits: ${found.map(thing => `${thing.stage}/${thing.digits}`).join(', ')}.`,
    );
  }
  const manifest = found[0] && manifestOf(found[0]).manifest;
  return manifest?.key.startsWith(digits) ? manifest : undefined;
}

/** Names of the stages that the store has folders of, sorted. */
export async function storedStages(root: string): Promise<string[]> {
  const entries = await readdir(root, {withFileTypes: true}).catch(() => []);
  return entries
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(entry => entry.name)
    .sort();
}
