// Manifests as others may have written them: each is read as what it is, or refused with its reason.
import {execFileSync} from 'node:child_process';
import {mkdir, mkdtemp, rename, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {computeKey} from '../../../shared/pipeline/keys/key.ts';
import type {Manifest} from '../../../shared/pipeline/store/manifest.ts';
import {readLatest, readManifest} from '../../../shared/pipeline/store/read-manifest.ts';
import type {FolderStore} from '../../../shared/pipeline/store/store.ts';
import {FILES, makeArtifact, openStore, STAGE} from './an-artifact.ts';

let root: string;
let store: FolderStore;
let manifest: Manifest;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'geneglot-manifest-'));
  store = openStore(join(root, 'store'));
  manifest = await makeArtifact(store);
  folder = store.folder(STAGE, manifest.key);
});
afterEach(() => rm(root, {recursive: true, force: true}));

/** Reads the folder once its manifest says this instead. */
async function readChanged(change: object | string) {
  const text = typeof change === 'string' ? change : JSON.stringify({...manifest, ...change});
  await writeFile(join(folder, 'manifest.json'), text);
  return readManifest(folder, {stage: STAGE, key: manifest.key, files: FILES});
}

describe('a manifest', () => {
  test('is read as it was written', async () => {
    expect(await store.inspect(STAGE, manifest.key)).toEqual({manifest});
    expect(await readChanged({})).toEqual({manifest});
  });

  const output = () => manifest.outputs.table;
  test.each<[string, () => object | string, string]>([
    ['another stage', () => ({stage: 'split'}), 'its manifest is that of split'],
    ['a stage outside', () => ({stage: '../../x'}), 'its manifest is damaged: stage'],
    [
      'another key',
      () => ({key: 'a'.repeat(64)}),
      'its manifest is that of train aaaaaaaaaaaaaaaa',
    ],
    ['other parameters', () => ({params: {steps: 4}}), 'key and fields differ'],
    ['no outputs', () => ({outputs: {}}), 'its manifest lacks the output table'],
    [
      'one output more',
      () => ({outputs: {...manifest.outputs, more: output()}}),
      'names an output more that its stage does not have',
    ],
    [
      'a file outside',
      () => ({outputs: {...manifest.outputs, table: {...output(), file: '../../x'}}}),
      'its manifest names a file of output table',
    ],
    [
      'the file of another port',
      () => ({outputs: {...manifest.outputs, table: {...output(), file: 'model'}}}),
      'its manifest names a file of output table',
    ],
    [
      'another ending than the stage declares',
      () => ({outputs: {...manifest.outputs, table: {...output(), file: 'table.txt'}}}),
      'its manifest names a file of output table',
    ],
    [
      'another format',
      () => ({outputs: {...manifest.outputs, table: {...output(), format: 'table@2'}}}),
      'gives output table another format',
    ],
    [
      'negative bytes',
      () => ({outputs: {...manifest.outputs, table: {...output(), bytes: -1}}}),
      'its manifest is damaged: outputs',
    ],
    [
      'upstream outside',
      () => ({upstream: {numbers: [`../../x.numbers ${manifest.key}`]}}),
      'its manifest is damaged: upstream',
    ],
    ['a time that is none', () => ({startedAt: 'yesterday'}), 'its manifest is damaged: startedAt'],
    ['nothing', () => '', 'it is no JSON'],
    ['null', () => 'null', 'its manifest is damaged: key'],
    ['a list', () => '[]', 'its manifest is damaged: key'],
    [
      'a prototype',
      () => JSON.stringify(manifest).replace('"params":{', '"params":{"__proto__":{"a":1},'),
      'its manifest is damaged: params',
    ],
    [
      'fields by a prototype alone',
      () => `{"__proto__":${JSON.stringify(manifest)}}`,
      'its manifest is damaged: key',
    ],
    [
      'deep nesting',
      () =>
        JSON.stringify(manifest).replace(
          '"deep":',
          `"nest":${'['.repeat(1e5)}${']'.repeat(1e5)},"deep":`,
        ),
      'its manifest is damaged: params',
    ],
    ['megabytes', () => `${' '.repeat(2 ** 24)}{}`, 'more than'],
  ])('of %s is refused', async (_, change, reason) => {
    const {manifest: read, damage} = await readChanged(change());
    expect(read).toBeUndefined();
    expect(damage).toContain(reason);
  });

  test('without a declaration at hand may name a file after its port alone', async () => {
    for (const [file, isFine] of [
      ['table', true],
      ['table.csv.gz', true],
      ['tables.json', false],
      ['table/../../x', false],
      ['table..', false],
    ] as const) {
      const outputs = {...manifest.outputs, table: {...output(), file}};
      await writeFile(join(folder, 'manifest.json'), JSON.stringify({...manifest, outputs}));
      const {damage} = readManifest(folder, {stage: STAGE, key: manifest.key});
      expect(damage === undefined).toBe(isFine);
    }
  });

  test('that is a pipe, a link, a folder, or lies in a linked folder is not opened', async () => {
    const file = join(folder, 'manifest.json');
    const expectDamage = (text: string) =>
      expect(readManifest(folder, {stage: STAGE, key: manifest.key}).damage).toContain(text);
    await rename(file, join(root, 'elsewhere.json'));
    expectDamage('its manifest is missing');
    await symlink(join(root, 'elsewhere.json'), file);
    expectDamage('its manifest is a link');
    await rm(file);
    execFileSync('mkfifo', [file]);
    expectDamage('its manifest is no plain file');
    await rm(file);
    await mkdir(file);
    expectDamage('its manifest is no plain file');
    await rename(folder, join(root, 'moved'));
    await symlink(join(root, 'moved'), folder);
    expectDamage('it is no folder');
  });

  test('of the last artifact is found by the name in the link, wherever that leads', async () => {
    const link = join(store.root, STAGE, 'latest');
    expect(readLatest(store.root, STAGE)?.key).toBe(manifest.key);
    await rm(link);
    await symlink(folder, link);
    expect(readLatest(store.root, STAGE)).toBeUndefined();
    expect(readLatest(store.root, `../store/${STAGE}`)).toBeUndefined();
  });
});

describe('outputs', () => {
  test.each<[string, (path: string) => Promise<unknown> | unknown, string]>([
    ['a link', path => symlink('/etc/passwd', path), 'output table is no plain file or folder'],
    ['a pipe', path => execFileSync('mkfifo', [path]), 'output table is no plain file or folder'],
    ['a folder', path => mkdir(path), 'output table was changed after it was made: it has 0 bytes'],
    ['nothing', () => undefined, 'output table is gone'],
  ])('in whose place lies %s are damaged', async (_, place, reason) => {
    await rm(join(folder, 'table.json'));
    await place(join(folder, 'table.json'));
    expect((await store.inspect(STAGE, manifest.key)).damage).toContain(reason);
  });

  test('of a folder that holds a link or a pipe are damaged', async () => {
    const inside = join(folder, 'model/inner/c');
    await symlink('/etc/passwd', inside);
    const damage = 'output model holds inner, which holds c, which is no plain file or folder';
    expect(await store.inspect(STAGE, manifest.key)).toEqual({manifest, damage});
    await rm(inside);
    execFileSync('mkfifo', [inside]);
    expect(await store.inspect(STAGE, manifest.key)).toEqual({manifest, damage});
  });

  test('that a stage leaves as a link are not stored', async () => {
    const made = join(store.root, STAGE, '.tmp-made');
    await rename(folder, made);
    await rename(join(made, 'table.json'), join(root, 'table.json'));
    await symlink(join(root, 'table.json'), join(made, 'table.json'));
    await expect(store.set(manifest, made)).rejects.toThrow(
      'train: output table is no plain file or folder, expected plain files',
    );
    expect(computeKey(manifest)).toBe(manifest.key);
  });
});
