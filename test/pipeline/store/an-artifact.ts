// An artifact made by hand: one file and one folder, with a manifest that holds.
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {HashCache} from '../../../shared/pipeline/keys/hash-cache.ts';
import {bytesOf, sha256Of} from '../../../shared/pipeline/keys/hash-file.ts';
import {computeKey} from '../../../shared/pipeline/keys/key.ts';
import type {KeyFields} from '../../../shared/pipeline/keys/key-fields.ts';
import {describeHost, type Manifest} from '../../../shared/pipeline/store/manifest.ts';
import {FolderStore, type StoreOptions} from '../../../shared/pipeline/store/store.ts';

export const FILES = {table: 'table.json', model: 'model'};
export const STAGE = 'train';
const CONTENT = {'table.json': '[1,2,3]\n', 'model/a.bin': 'aaaa', 'model/inner/b.bin': 'bb'};

/** A store that knows the stage's files. */
export function openStore(root: string, options: StoreOptions = {}): FolderStore {
  const filesOf = (stage: string) => (stage === STAGE ? FILES : undefined);
  return new FolderStore(root, HashCache.empty(), {filesOf, ...options});
}

/** The manifest of the artifact; `changes` come before its key is computed. */
export async function aManifest(
  folder: string,
  changes: Partial<Manifest> = {},
): Promise<Manifest> {
  const output = async (file: string, format: string) => ({
    ...{file, format, bytes: await bytesOf(join(folder, file)), counts: {rows: 3}},
    sha256: await HashCache.empty().hash(join(folder, file)),
  });
  const fields: KeyFields = {
    inputs: {numbers: [{sha256: sha256Of('in'), name: 'in.txt'}]},
    params: {steps: 3, deep: {list: [1, {a: 'b'}]}},
    formats: {'in.numbers': 'source', 'out.table': 'table@1', 'out.model': 'model@2'},
    code: {'stages/train.ts': sha256Of('code')},
    assets: {},
    packages: {zod: '4.0.0'},
  };
  const manifest: Manifest = {
    ...{key: '', stage: STAGE, uses: 'stages/train', pipeline: 'p'},
    ...fields,
    upstream: {numbers: [`read.numbers ${sha256Of('up')}`]},
    sources: [{port: 'numbers', path: 'in.txt', sha256: sha256Of('in'), bytes: 2}],
    outputs: {
      table: await output('table.json', 'table@1'),
      model: await output('model', 'model@2'),
    },
    metrics: {speed: 2.5, note: 'x'},
    host: describeHost(),
    ...{startedAt: '2026-01-31T17:45:02.385Z', seconds: 1.5, peakMemoryBytes: 1e8},
    ...changes,
  };
  return {...manifest, key: changes.key ?? computeKey(manifest)};
}

/** Writes the outputs into a folder. */
export async function writeOutputs(folder: string): Promise<void> {
  await mkdir(join(folder, 'model/inner'), {recursive: true});
  for (const [file, text] of Object.entries(CONTENT)) await writeFile(join(folder, file), text);
  await writeFile(join(folder, 'log.txt'), 'said\n');
}

/** Makes the artifact in a store as a run does. */
export async function makeArtifact(store: FolderStore): Promise<Manifest> {
  const folder = join(store.root, STAGE, '.tmp-making');
  await writeOutputs(folder);
  const manifest = await aManifest(folder);
  await store.set(manifest, folder);
  await store.setLatest(manifest.stage, manifest.key);
  return manifest;
}
