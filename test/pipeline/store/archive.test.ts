// Archives as anybody may have written them: one that is as exported is taken, all else is refused before a byte is written.
import {execFileSync} from 'node:child_process';
import {mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {Header} from 'tar';
import {importArtifact} from '../../../shared/pipeline/commands/transfer-commands.ts';
import {writeArchive} from '../../../shared/pipeline/store/archive.ts';
import type {Manifest} from '../../../shared/pipeline/store/manifest.ts';
import type {FolderStore} from '../../../shared/pipeline/store/store.ts';
import {makeArtifact, openStore, STAGE} from './an-artifact.ts';

let root: string;
let store: FolderStore;
let other: FolderStore;
let manifest: Manifest;
let file: string;
let prefix: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'geneglot-archive-'));
  [store, other] = [openStore(join(root, 'a')), openStore(join(root, 'b'))];
  manifest = await makeArtifact(store);
  file = join(root, 'x.tar');
  prefix = `${STAGE}/${manifest.key.slice(0, 16)}`;
  await writeArchive(file, store.root, manifest);
});
afterEach(() => rm(root, {recursive: true, force: true}));

/** One entry of a tar file. */
function entry(
  path: string,
  text = '',
  type:
    | 'File'
    | 'SymbolicLink'
    | 'Link'
    | 'FIFO'
    | 'CharacterDevice'
    | 'Directory'
    | 'SparseFile' = 'File',
  size = Buffer.byteLength(text),
  linkpath = '',
): Buffer {
  const header = new Header({
    path,
    type,
    size,
    mode: 0o6777,
    uid: 0,
    gid: 0,
    mtime: new Date(0),
    ...(linkpath && {linkpath}),
  });
  const block = Buffer.alloc(512);
  header.encode(block, 0);
  const body = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
  body.write(text);
  return Buffer.concat([block, body]);
}

/** The exported artifact with entries before or after its own. */
async function withEntries(before: Buffer[], after: Buffer[] = []): Promise<void> {
  const own = (await readFile(file)).subarray(0, -1024);
  await writeFile(file, Buffer.concat([...before, own, ...after, Buffer.alloc(1024)]));
}

async function expectRefused(reason: string): Promise<void> {
  await expect(importArtifact(file, other)).rejects.toThrow(reason);
  await expect(importArtifact(file, other)).rejects.toThrow(file);
  expect(await readdir(root)).not.toContain('evil');
  const left = await readdir(join(root, 'b'), {recursive: true}).catch(() => []);
  expect(left.filter(name => name !== STAGE)).toEqual([]);
}

describe('an archive', () => {
  test('as exported is taken, with nobody’s modes', async () => {
    expect(await importArtifact(file, other)).toEqual(manifest);
    expect(await other.inspect(STAGE, manifest.key)).toEqual({manifest});
    expect(await readFile(join(other.root, STAGE, 'latest/log.txt'), 'utf8')).toBe('said\n');
    const listed = execFileSync('tar', ['-tvf', file, '--numeric-owner'], {encoding: 'utf8'});
    expect(listed).toContain('manifest.json');
  });

  test('of system tar is taken too, whatever its modes and owners', async () => {
    execFileSync('chmod', ['-R', '0777', join(store.root, prefix)]);
    execFileSync('tar', ['-cf', file, '--owner=12345', '-C', store.root, prefix]);
    await importArtifact(file, other);
    const found = await stat(join(other.root, prefix, 'table.json'));
    expect(found.mode & 0o7000).toBe(0);
    expect(found.mode & 0o111).toBe(0);
    expect(found.uid).toBe(process.getuid?.());
  });

  test.each<[string, () => Buffer, string]>([
    ['a path up', () => entry(`${prefix}/../../../evil`, 'x'), 'which leads out of'],
    ['an absolute path', () => entry(join(root, 'evil'), 'x'), 'which leads out of'],
    ['another folder', () => entry('split/0123456789abcdef/x', 'x'), 'which leads out of'],
    [
      'a link',
      () => entry(`${prefix}/model/l`, '', 'SymbolicLink', 0, root),
      '(SymbolicLink), expected plain files',
    ],
    [
      'a hard link',
      () => entry(`${prefix}/model/l`, '', 'Link', 0, '/etc/passwd'),
      '(Link), expected plain files',
    ],
    ['a pipe', () => entry(`${prefix}/model/p`, '', 'FIFO'), '(FIFO), expected plain files'],
    [
      'a device',
      () => entry(`${prefix}/model/d`, '', 'CharacterDevice'),
      '(CharacterDevice), expected',
    ],
    ['a sparse file', () => entry(`${prefix}/model/s`, '', 'SparseFile'), '(SparseFile), expected'],
    ['a file twice', () => entry(`${prefix}/table.json`, '[1,2,3]\n'), 'table.json twice'],
    [
      'a file that the manifest does not name',
      () => entry(`${prefix}/run.sh`, 'x'),
      'found run.sh, which its manifest does not name',
    ],
    [
      'a folder that the manifest does not name',
      () => entry(`${prefix}/bin/`, '', 'Directory'),
      'found bin, which its manifest does not name',
    ],
    [
      'more bytes than the manifest says',
      () => entry(`${prefix}/model/more.bin`, 'x'.repeat(100)),
      'more bytes of model than its manifest says',
    ],
    [
      'more bytes than the file has',
      () => entry(`${prefix}/model/huge`, '', 'File', 8e9),
      'of more bytes than the whole file',
    ],
    [
      'a name of many folders',
      () => entry(`${prefix}/model/${'a/'.repeat(40)}x`, 'x'.repeat(9)),
      'more bytes of model',
    ],
  ])('with %s is refused', async (_, make, reason) => {
    const good = await readFile(file);
    await withEntries([], [make()]);
    await expectRefused(reason);
    await writeFile(file, good);
    await withEntries([make()]);
    await expectRefused(file);
  });

  test('of a manifest that is not its own, of none, cut, compressed, or no tar at all is refused', async () => {
    const good = await readFile(file);
    const at = good.indexOf('"stage": "train"');
    await writeFile(file, Buffer.from(good).fill('"stage": "../xx"', at, at + 16));
    await expectRefused('its manifest is damaged: stage');
    await writeFile(
      file,
      Buffer.from(good).fill('[9', good.indexOf('[1,2,3]'), good.indexOf('[1,2,3]') + 2),
    );
    await expectRefused('output table was changed after it was made');
    await writeFile(file, good.subarray(0, good.indexOf('[1,2,3]')));
    await expectRefused('not a tar file that can be read');
    await writeFile(
      file,
      Buffer.concat([entry(`${prefix}/table.json`, '[1,2,3]\n'), Buffer.alloc(1024)]),
    );
    await expectRefused('found no manifest');
    await writeFile(file, gzipSync(good));
    await expectRefused('compressed by gzip');
    await writeFile(file, 'name: numbers\n');
    await expectRefused(file);
    await writeFile(file, '');
    await expectRefused(file);
  });

  test('that is a pipe, a folder or nothing is refused', async () => {
    await rm(file);
    execFileSync('mkfifo', [file]);
    await expectRefused('found no such file');
    await rm(file);
    await mkdir(file);
    await expectRefused('found no such file');
  });

  test('does not follow a link that lies in the place of what it unpacks', async () => {
    await mkdir(join(other.root, STAGE), {recursive: true});
    await symlink(join(root, 'evil'), join(other.root, prefix));
    await importArtifact(file, other);
    expect(await readdir(root)).not.toContain('evil');
    expect(await other.inspect(STAGE, manifest.key)).toEqual({manifest});
  });
});
