// What of a stage's code enters its key, and what does not.
import {mkdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {FingerprintCache} from '../../../shared/pipeline/keys/fingerprint-cache.ts';
import type {CodeFingerprint} from '../../../shared/pipeline/keys/key-fields.ts';
import {createProject, type Project} from '../project.ts';

describe('the fingerprint of a stage', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject();
  });
  afterEach(() => project.remove());

  async function fingerprint(assets: string[] = []): Promise<CodeFingerprint> {
    const cache = await FingerprintCache.open(project.path('artifacts/.cache/code.json'));
    const {
      code,
      assets: files,
      packages,
    } = await cache.fingerprint({
      stageFile: project.path('stages/drop-small.ts'),
      assets,
      project: project.folder,
    });
    await cache.save();
    return {code, assets: files, packages};
  }

  /** Files whose hash differs after `change`. */
  async function changedBy(change: () => Promise<void>, assets?: string[]): Promise<string[]> {
    const before = await fingerprint(assets);
    await change();
    const after = await fingerprint(assets);
    return [
      ...differing(before.code, after.code),
      ...differing(before.assets, after.assets),
      ...differing(before.packages, after.packages),
    ];
  }

  function differing(a: Record<string, string>, b: Record<string, string>): string[] {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(key => a[key] !== b[key]);
  }

  test('has the stage, its imports and the contract, not the runner', async () => {
    const {code, packages} = await fingerprint();
    expect(Object.keys(code).map(file => file.split('/').at(-1))).toEqual(
      expect.arrayContaining(['drop-small.ts', 'threshold.ts', 'number-list.ts', 'stage.ts']),
    );
    expect(Object.keys(code)).toHaveLength(5);
    expect(Object.keys(packages)).toEqual(['zod']);
    expect(packages.zod).toMatch(/^4\./);
  });

  test('ignores comments, blank lines, indentation and types', async () => {
    const changed = await changedBy(async () => {
      await project.edit('shared/threshold.ts', '// keep', '// take\n\n      // keep');
      await project.edit('shared/threshold.ts', 'minimum: number', 'minimum: 0 | number');
      await project.edit('stages/drop-small.ts', 'const kept', '/* all of them */ const   kept');
    });
    expect(changed).toEqual([]);
  });

  test('sees an edit of code, of text inside a string, and of a default', async () => {
    expect(
      await changedBy(() => project.edit('shared/threshold.ts', '>= minimum', '> minimum')),
    ).toEqual(['shared/threshold.ts']);
    expect(
      await changedBy(() => project.edit('stages/drop-small.ts', 'default(0)', 'default(1)')),
    ).toEqual(['stages/drop-small.ts']);
  });

  test('follows imports inside functions', async () => {
    await project.write('shared/late.ts', 'export const late = 1;\n');
    await project.edit(
      'stages/drop-small.ts',
      'const kept',
      "await import('../shared/late.ts');\n    const kept",
    );
    expect(await changedBy(() => project.edit('shared/late.ts', '1', '2'))).toEqual([
      'shared/late.ts',
    ]);
  });

  test('sees that an import leads elsewhere, though no file that it led to has changed', async () => {
    const other = 'export const atLeast = numbers => numbers;\n';
    await project.write('shared/other.ts', other);
    const toOther = (file: string) => (): Promise<void> => project.write(file, other);
    const named = (file: string): string => JSON.stringify({imports: {'#threshold': file}});
    const aliased = (file: string): string =>
      JSON.stringify({compilerOptions: {paths: {'@threshold': [file]}}});
    const [own, another] = ['./shared/threshold.ts', './shared/other.ts'];
    await project.write('package.json', named(own));
    await project.write('tsconfig.json', aliased(own));
    let before = '../shared/threshold.ts';
    const cases: [string, () => Promise<void>][] = [
      ['../shared/threshold.js', toOther('shared/threshold.js')],
      ['../shared/threshold', toOther('shared/threshold.tsx')],
      ['#threshold', () => project.write('package.json', named(another))],
      ['@threshold', () => project.write('tsconfig.json', aliased(another))],
    ];
    for (const [name, lead] of cases) {
      await project.edit('stages/drop-small.ts', before, name);
      before = name;
      const changed = await changedBy(lead);
      expect([name, changed]).toEqual([name, expect.arrayContaining(['shared/threshold.ts'])]);
      expect(changed).toHaveLength(2);
    }
  });

  test('is read again where a folder of code has become a file', async () => {
    await mkdir(project.path('shared/deep'));
    await project.write('shared/deep/threshold.ts', await project.read('shared/threshold.ts'));
    await project.edit(
      'stages/drop-small.ts',
      '../shared/threshold.ts',
      '../shared/deep/threshold.ts',
    );
    await fingerprint();
    await rm(project.path('shared/deep'), {recursive: true});
    await project.write('shared/deep', '');
    await project.edit(
      'stages/drop-small.ts',
      '../shared/deep/threshold.ts',
      '../shared/threshold.ts',
    );
    expect((await fingerprint()).code).toHaveProperty(['shared/threshold.ts']);
  });

  test('follows workers that are started by their URL', async () => {
    await project.write(
      'shared/worker.ts',
      "import {atLeast} from './threshold.ts';\natLeast([], 1);\n",
    );
    await project.edit(
      'stages/drop-small.ts',
      'const kept',
      "new URL('../shared/worker.ts', import.meta.url);\n    const kept",
    );
    expect(
      await changedBy(() => project.edit('shared/worker.ts', 'atLeast([], 1)', 'atLeast([], 2)')),
    ).toEqual(['shared/worker.ts']);
  });

  test('notes the installed version of every package the code names', async () => {
    await project.edit(
      'stages/drop-small.ts',
      'const kept',
      "await import('toy-package/deep/file.js');\n    const kept",
    );
    const folder = project.path('stages/node_modules/toy-package');
    await mkdir(folder, {recursive: true});
    const install = (version: string) =>
      project.write('stages/node_modules/toy-package/package.json', JSON.stringify({version}));
    await install('1.0.0');
    expect((await fingerprint()).packages['toy-package']).toBe('1.0.0');
    expect(await changedBy(() => install('1.0.1'))).toEqual(['toy-package']);
    await rm(folder, {recursive: true});
    expect((await fingerprint()).packages['toy-package']).toBe('not installed');
  });

  test('hashes declared assets, by path or glob, and sees new ones', async () => {
    const assets = ['data/*.txt'];
    expect(Object.keys((await fingerprint(assets)).assets)).toEqual([
      'data/large.txt',
      'data/small.txt',
    ]);
    expect(await changedBy(() => project.write('data/small.txt', '7\n'), assets)).toEqual([
      'data/small.txt',
    ]);
    expect(await changedBy(() => project.write('data/new.txt', '8\n'), assets)).toEqual([
      'data/new.txt',
    ]);
    await expect(fingerprint(['data/*.cpp'])).rejects.toThrow(
      'stages/drop-small.ts declares the asset data/*.cpp, but no file matches it',
    );
  });

  test('is remembered while no file changes', async () => {
    // Two ticks of the clock by which changes are stamped.
    await wait(50);
    await fingerprint();
    const file = project.path('artifacts/.cache/code.json');
    const remembered = JSON.parse(await project.read('artifacts/.cache/code.json'));
    const stage = project.path('stages/drop-small.ts');
    expect(Object.keys(remembered[stage].stamps)).toContain(
      join(project.folder, 'shared/threshold.ts'),
    );
    remembered[stage].code['shared/threshold.ts'] = 'told by the cache';
    await project.write('artifacts/.cache/code.json', JSON.stringify(remembered));
    const cache = await FingerprintCache.open(file);
    const {code} = await cache.fingerprint({stageFile: stage, assets: [], project: project.folder});
    expect(code['shared/threshold.ts']).toBe('told by the cache');
  });
});
