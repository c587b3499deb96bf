// Manifests changed at random, in a store and in a shared cache, signed or not: read as what they are or refused with a
// reason; nothing outside the folders is touched, and the own store never ends with other bytes.
import {lstat, mkdir, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {CacheKey} from '../../../shared/pipeline/store/cache-key.ts';
import type {Lock} from '../../../shared/pipeline/store/lock.ts';
import type {Manifest} from '../../../shared/pipeline/store/manifest.ts';
import {SharedCache} from '../../../shared/pipeline/store/shared-cache.ts';
import type {FolderStore} from '../../../shared/pipeline/store/store.ts';
import type {Random} from '../../../shared/stats/random.ts';
import {makeArtifact, openStore, STAGE} from '../../pipeline/store/an-artifact.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {mutateBytes, pick} from '../mutate.ts';

const TEXTS = [
  '',
  '..',
  '../../x',
  '/etc/passwd',
  'table.json',
  'model',
  'a\0b',
  '\u001b[2J',
  '__proto__',
  'constructor',
];
const VALUES: unknown[] = [null, true, -1, 0, 2 ** 53, 1e308, [], {}, [[]], {a: 1}, ...TEXTS];

export const target: FuzzTarget = {
  ciTries: 60,
  async tryOnce(random, scratch) {
    const [own, shared] = ['own', 'cache'].map(name => join(scratch, 'in', name));
    await mkdir(shared, {recursive: true});
    const signing = random.int(2) === 0 ? await makeKey(scratch) : undefined;
    const cache = openStore(shared, {signing});
    const good = await makeArtifact(cache);
    const before = await listAll(cache.folder(STAGE, good.key));
    await disturb(cache, good, random, scratch);
    return (await fetchAndCheck(own, shared, cache, good, before)) ?? checkOutside(scratch);
  },
};

async function makeKey(scratch: string): Promise<CacheKey> {
  const file = join(scratch, 'key');
  await writeFile(file, 'k'.repeat(32), {mode: 0o600});
  return CacheKey.read(file);
}

async function disturb(
  store: FolderStore,
  good: Manifest,
  random: Random,
  scratch: string,
): Promise<void> {
  const folder = store.folder(STAGE, good.key);
  const file = join(folder, 'manifest.json');
  const kind = random.int(4);
  if (kind === 0) return writeFile(file, mutateBytes(await readFile(file), random));
  if (kind === 1) return writeFile(file, JSON.stringify(changeValue(good, random)));
  const name = pick(['manifest.json', 'table.json', 'model', 'model/a.bin', 'log.txt'], random);
  const path = join(folder, name);
  if (kind === 2 && (await lstat(path)).isFile()) {
    return writeFile(path, mutateBytes(await readFile(path), random));
  }
  await rm(path, {recursive: true});
  if (random.int(2) === 0) await symlink(pick([scratch, '/etc/passwd', '..'], random), path);
}

/** A copy in which one field, however deep, has another value, is gone, or has a new one beside it. */
function changeValue<T>(value: T, random: Random): T {
  const copy = structuredClone(value);
  let at: Record<string, unknown> = copy as Record<string, unknown>;
  for (;;) {
    const name = pick(Object.keys(at), random);
    const inside = at[name];
    const isDeep = typeof inside === 'object' && inside !== null && Object.keys(inside).length > 0;
    if (isDeep && random.int(4) > 0) {
      at = inside as Record<string, unknown>;
      continue;
    }
    const change = random.int(3);
    if (change === 0) delete at[name];
    else at[change === 1 ? name : pick(TEXTS, random)] = pick(VALUES, random);
    return copy;
  }
}

async function fetchAndCheck(
  root: string,
  shared: string,
  cache: FolderStore,
  good: Manifest,
  before: string,
): Promise<string | undefined> {
  const own = openStore(root);
  const warnings: string[] = [];
  const lock: Lock = await own.lock(STAGE, good.key, {
    signal: new AbortController().signal,
    onWait: () => undefined,
  });
  const sharing = new SharedCache(shared, cache, own, 'copy');
  const found = await sharing.fetch(STAGE, good.key, lock, text => void warnings.push(text));
  await lock.release();
  const inside = await own.inspect(STAGE, good.key);
  if (!found) {
    if (inside.manifest || inside.damage) return 'something is stored though nothing was taken';
    if (warnings.some(text => !text.includes(': '))) return `no reason: ${warnings}`;
    if (warnings.length === 0 && (await cache.inspect(STAGE, good.key)).damage)
      return 'a damaged artifact is a miss without a reason';
  } else {
    if (inside.damage) return `the store was poisoned: ${inside.damage}`;
    const after = await listAll(own.folder(STAGE, good.key));
    if (outputsOf(after) !== outputsOf(before)) return `other bytes were taken: ${after}`;
  }
  // With an undisturbed state the next run is right.
  await rm(join(root, STAGE), {recursive: true, force: true});
  const made = await makeArtifact(own);
  const again = await own.inspect(STAGE, made.key);
  return again.damage && `a good artifact is found damaged: ${again.damage}`;
}

/** All files below a folder with what they hold. */
async function listAll(folder: string): Promise<string> {
  const names = (await readdir(folder, {recursive: true})).sort();
  const lines = names.map(async name => {
    const path = join(folder, name);
    return (await lstat(path)).isFile() ? `${name}: ${await readFile(path, 'latin1')}` : name;
  });
  return (await Promise.all(lines)).join('\n---\n');
}

// What is not hashed may differ: the log, and what the manifest says beside the key.
function outputsOf(listing: string): string {
  const parts = listing.split('\n---\n');
  return parts.filter(part => /^(table|model)/.test(part)).join('\n');
}

async function checkOutside(scratch: string): Promise<string | undefined> {
  const names = (await readdir(scratch)).filter(name => !['in', 'key'].includes(name));
  const inside = (await readdir(join(scratch, 'in'))).filter(
    name => !['own', 'cache'].includes(name),
  );
  const astray = [...names, ...inside];
  return astray.length > 0 ? `written outside the store: ${astray.join(', ')}` : undefined;
}
