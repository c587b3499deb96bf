// `geneglot init`: what it writes is a pipeline that loads, and what it refuses it leaves as it was.
import {lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {createRandom} from '../../shared/stats/random.ts';
import {writeStudy} from '../../shared/study/write-study.ts';
import {pick} from '../fuzz/mutate.ts';
import {COMMAND, execute, type Output} from '../pipeline/project.ts';

const MANIFEST = 'artifacts/leave-out-sets/latest/manifest.json';
const OWN_SETS_ALONE = `name: alone
stages:
  import-gene-sets: { inputs: { gmt: gene-sets } }
  leave-out-sets:
    inputs: { geneSets: import-gene-sets.geneSets }
    params: { named: ^A }
`;
let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'geneglot-init-'));
  await writeFile(join(scratch, 'mine.gmt'), 'a set\t\tTP53\tMDM2\n');
  await mkdir(join(scratch, 'other'));
  await writeFile(join(scratch, 'other/mine.gmt'), 'a set\t\tTP53\tMDM2\n');
  await writeFile(join(scratch, 'list.txt'), 'TP53\n');
});
afterAll(() => rm(scratch, {recursive: true, force: true}));

const geneglot = (...args: string[]): Promise<Output> => execute([COMMAND, ...args], scratch);

describe('geneglot init', () => {
  test('writes a study whose pipeline takes own sets, own stages and those of geneglot', async () => {
    const {text, code} = await geneglot('init', 'My Study', '--gmt', 'mine.gmt');
    expect({text, code}).toMatchObject({code: 0});
    const study = join(scratch, 'My Study');
    const manifest = JSON.parse(await readFile(join(study, 'package.json'), 'utf8'));
    expect(manifest.name).toBe('my-study');
    expect(Object.keys(manifest.dependencies)).toEqual(['geneglot', 'zod']);
    expect((await readdir(study)).sort()).toEqual(
      '.gitignore Makefile README.md gene-sets package.json pipeline.yaml stages'.split(' '),
    );
    const graph = await execute(
      [COMMAND, 'graph', '--profile', 'small', '--profile', 'quick'],
      study,
    );
    expect(graph).toMatchObject({code: 0});
    expect(graph.text).toContain('leave-out-sets');
    // Its own stage imports what npm has not installed yet: the geneglot that runs it serves.
    await writeFile(join(study, 'pipeline.yaml'), OWN_SETS_ALONE);
    const run = await execute([COMMAND, 'run'], study);
    expect(run.text).toContain('0 of 1 sets are kept');
    const keys = JSON.parse(await readFile(join(study, MANIFEST), 'utf8'));
    expect(Object.keys(keys.code)).toContain('stages/leave-out-sets.ts');
    expect(keys.packages.geneglot).toMatch(/^\d+\.\d+\.\d+$/);
    expect(keys.packages.zod).toMatch(/^\d+\.\d+\.\d+$/);
  }, 120_000);

  test('leaves nothing where the disk takes nothing or a copy fails, and ends', async () => {
    const refused = await geneglot('init', '/proc/none');
    expect(refused.code).toBe(1);
    expect(refused.text).toContain('/proc/none: the folder cannot be made');
    const unset = await geneglot('init', '');
    expect(unset.text).toContain('found an empty text, expected a folder');
    // The copy's path is longer than the system allows, so that the copying stops in the middle.
    const name = `${'m'.repeat(200)}.gmt`;
    await writeFile(join(scratch, name), 'a set\t\tTP53\n');
    const above = join(scratch, ...Array(20).fill('d'.repeat(199)));
    const [empty, none] = [join(above, 'empty'), join(above, 'none')];
    await mkdir(empty, {recursive: true});
    for (const folder of [empty, none]) {
      await expect(writeStudy(folder, [join(scratch, name)])).rejects.toThrow('ENAMETOOLONG');
    }
    expect(await readdir(above)).toEqual(['empty']);
    expect(await readdir(empty)).toEqual([]);
  });

  test('copies what a link leads to', async () => {
    await symlink('mine.gmt', join(scratch, 'linked.gmt'));
    await writeStudy(join(scratch, 'from-link'), [join(scratch, 'linked.gmt')]);
    const copy = await lstat(join(scratch, 'from-link/gene-sets/linked.gmt'));
    expect(copy.isFile()).toBe(true);
  });

  test.each([
    ['with space', "cd 'with space' && make quick"],
    ["it's", "cd 'it'\\''s' && make quick"],
    ['$(x) é', "cd '$(x) é' && make quick"],
  ])('says how to go to %s in a shell', async (folder, told) => {
    expect((await geneglot('init', folder)).text).toContain(told);
    await rm(join(scratch, folder), {recursive: true});
  });

  test('refuses a folder that is not empty, and files that are no GMT, and writes nothing', async () => {
    const random = createRandom(1);
    const folders = {
      other: 'found a folder that holds mine.gmt, expected a new or an empty folder',
      'mine.gmt': 'found a file, expected a new or an empty folder',
      'mine.gmt/below': 'found a file, expected a new or an empty folder',
    };
    const files = {
      'none.gmt': 'found no such file, expected a GMT file',
      other: 'found a folder, expected a GMT file',
      'list.txt': 'found a file of another name, expected a GMT file',
    };
    const before = await readdir(scratch, {recursive: true});
    const at = (name: string): string => join(scratch, name);
    for (let i = 0; i < 40; i++) {
      const [folder, told] = pick(Object.entries(folders), random);
      await expect(writeStudy(at(folder), [at('mine.gmt')])).rejects.toThrow(told);
      const [file, said] = pick(Object.entries(files), random);
      await expect(writeStudy(at('new'), [at('mine.gmt'), at(file)])).rejects.toThrow(said);
    }
    await expect(writeStudy(at('new'), [at('mine.gmt'), at('other/mine.gmt')])).rejects.toThrow(
      'found two files named mine.gmt',
    );
    expect(await readdir(scratch, {recursive: true})).toEqual(before);
  });
});
