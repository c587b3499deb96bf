// What makes a stage stale and what does not, sentence by sentence, through the runner itself.
import {mkdir, rename, stat, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import type {Manifest} from '../../../shared/pipeline/store/manifest.ts';
import {createProject, type Project} from '../project.ts';

const ALL = ['read-numbers', 'drop-small', 'scale', 'add-up'];

describe('keys', () => {
  let finished: Project;
  let project: Project;

  beforeAll(async () => {
    finished = await createProject();
    await finished.write('shared/deep.ts', 'export const half = 0.5;\n');
    await finished.write('shared/deeper.json', '{"tenth": 0.1}\n');
    await finished.edit(
      'shared/threshold.ts',
      '/** Numbers',
      "import {half} from './deep.ts';\nexport const halved = (n: number): number => n * half;\n\n/** Numbers",
    );
    await mkdir(finished.path('stages/node_modules/toy'), {recursive: true});
    await finished.write(
      'stages/node_modules/toy/package.json',
      '{"name": "toy", "version": "1.0.0", "type": "module", "exports": "./index.js"}\n',
    );
    await finished.write('stages/node_modules/toy/index.js', 'export const toy = 1;\n');
    await finished.edit('stages/scale.ts', 'import {z}', "import 'toy';\nimport {z}");
    await finished.edit(
      'stages/add-up.ts',
      "summary: 'Add",
      "assets: ['shared/*.json'],\n  summary: 'Add",
    );
    const {text} = await finished.geneglot('run');
    expect(text).toContain('4 stages: 4 ran');
  }, 60_000);
  afterAll(() => finished.remove());
  afterEach(() => project?.remove());

  /** Names of the stages that `plan` would run, certainly or perhaps, and all it says, after a change. */
  async function planAfter(
    change: (copy: Project) => Promise<unknown>,
    ...flags: string[]
  ): Promise<{certain: string[]; possible: string[]; text: string}> {
    project = await createProject(finished);
    await change(project);
    const {text} = await project.geneglot('plan', '--explain', ...flags);
    const named = (how: string): string[] =>
      ALL.filter(stage => new RegExp(`^${stage} +${how}`, 'm').test(text));
    return {certain: named('will run'), possible: named('may run'), text};
  }

  async function expectNothingStale(change: (copy: Project) => Promise<unknown>): Promise<void> {
    const {text} = await planAfter(change);
    expect(text).toBe('Nothing to run: 4 of 4 stages are up to date.\n');
  }

  const nothing = async (): Promise<void> => undefined;

  test('changing nothing makes no stage stale', () => expectNothingStale(nothing));

  test('changing a comment in an imported helper makes no stage stale', () =>
    expectNothingStale(copy =>
      copy.edit('shared/threshold.ts', '// keep equal ones', '// equal ones are kept, too'),
    ));

  test('changing a comment in the contract that every stage imports makes no stage stale', () =>
    expectNothingStale(copy => copy.edit('shared/number-list.ts', '// A list', '/* A */ // list')));

  test('reformatting a stage makes no stage stale', () =>
    expectNothingStale(async copy => {
      await copy.edit('stages/scale.ts', '{\n    const numbers', '{\n\n\n        const   numbers');
      await copy.edit(
        'stages/scale.ts',
        "'Multiply numbers by a factor.'",
        '"Multiply numbers by a factor."',
      );
    }));

  test('changing only types makes no stage stale', () =>
    expectNothingStale(copy =>
      copy.edit('shared/threshold.ts', 'minimum: number', 'minimum: 0 | number'),
    ));

  test('changing comments and order in the pipeline file makes no stage stale', () =>
    expectNothingStale(async copy => {
      await copy.edit('pipeline.yaml', 'name: numbers', '# A remark.\nname: other-name');
      await copy.edit(
        'pipeline.yaml',
        '{ numbers: drop-small.kept }',
        '\n      numbers: drop-small.kept',
      );
    }));

  test('writing a default value out makes no stage stale', () =>
    expectNothingStale(copy =>
      copy.edit(
        'pipeline.yaml',
        'params: { minimum: 2 }',
        'params: { onEmpty: allow, minimum: 2 }',
      ),
    ));

  test('touching a file makes no stage stale', () =>
    expectNothingStale(async copy => {
      const now = new Date();
      for (const file of [
        'data/small.txt',
        'stages/scale.ts',
        'artifacts/scale/latest/scaled.json',
      ])
        await utimes(copy.path(file), now, now);
    }));

  test('editing a stage that no stage of the pipeline uses makes no stage stale', () =>
    expectNothingStale(copy => copy.edit('stages/shift.ts', '+ params.offset', '- params.offset')));

  test('editing the runner makes no stage stale', async () => {
    const {code} = await finished.json<Manifest>('artifacts/add-up/latest/manifest.json');
    const runner = Object.keys(code).filter(file => file.includes('shared/pipeline/'));
    expect(runner.map(file => file.split('/').at(-1))).toEqual(['param-names.ts', 'stage.ts']);
  });

  test('installing a package that no stage imports makes no stage stale', () =>
    expectNothingStale(async copy => {
      await mkdir(copy.path('stages/node_modules/other'));
      await copy.write('stages/node_modules/other/package.json', '{"version": "2.0.0"}');
      await copy.write('package-lock.json', '{"lockfileVersion": 3}');
    }));

  test('editing a helper that a stage imports makes that stage stale', async () => {
    const {certain, possible, text} = await planAfter(copy =>
      copy.edit('shared/threshold.ts', '>= minimum', '> minimum'),
    );
    expect(certain).toEqual(['drop-small']);
    expect(possible).toEqual(['scale', 'add-up']);
    expect(text).toContain('    shared/threshold.ts changed\n');
  });

  test('editing a helper of a helper makes the stage stale, however deep it lies', async () => {
    const {certain, text} = await planAfter(copy => copy.edit('shared/deep.ts', '0.5', '0.25'));
    expect(certain).toEqual(['drop-small']);
    expect(text).toContain('    shared/deep.ts changed\n');
  });

  test('editing a helper that all stages import makes all of them stale', async () => {
    const {certain} = await planAfter(copy =>
      copy.edit('shared/number-list.ts', 'JSON.stringify(value)', 'JSON.stringify(value, null, 1)'),
    );
    expect(certain).toEqual(ALL);
  });

  test('editing a declared asset makes its stage stale, and so does a new one', async () => {
    const edited = await planAfter(copy => copy.edit('shared/deeper.json', '0.1', '0.2'));
    expect(edited.certain).toEqual(['add-up']);
    expect(edited.text).toContain('    shared/deeper.json changed\n');
    await project.remove();
    const added = await planAfter(copy => copy.write('shared/new.json', '{}'));
    expect(added.certain).toEqual(['add-up']);
    expect(added.text).toContain('    shared/new.json added\n');
  });

  test('another version of a package that a stage imports makes that stage stale', async () => {
    const {certain, text} = await planAfter(copy =>
      copy.edit('stages/node_modules/toy/package.json', '1.0.0', '1.0.1'),
    );
    expect(certain).toEqual(['scale']);
    expect(text).toContain('    package toy 1.0.0 → 1.0.1\n');
  });

  test('changing a parameter makes its stage stale', async () => {
    const {certain, possible, text} = await planAfter(nothing, '--set', 'scale.factor=3');
    expect([certain, possible]).toEqual([['scale'], ['add-up']]);
    expect(text).toContain('    params.factor 2 → 3\n');
  });

  test('removing a parameter makes its stage stale when its default differs', async () => {
    const {certain, text} = await planAfter(copy =>
      copy.edit('pipeline.yaml', '    params: { minimum: 2 }\n', ''),
    );
    expect(certain).toEqual(['drop-small']);
    expect(text).toContain('    params.minimum 2 → 0\n');
  });

  test('changing a default in a stage makes it stale, and tells both code and parameter', async () => {
    const {certain, text} = await planAfter(copy =>
      copy.edit('stages/scale.ts', 'default(2)', 'default(4)'),
    );
    expect(certain).toEqual(['scale']);
    expect(text).toContain('    params.factor 2 → 4\n    stages/scale.ts changed\n');
  });

  test('changing a source file makes its stage stale', async () => {
    const {certain, text} = await planAfter(copy => copy.edit('data/large.txt', '10', '11'));
    expect(certain).toEqual(['read-numbers']);
    expect(text).toContain('    input lists changed (large.txt)\n');
  });

  test('renaming a source file makes its stage stale, since names name libraries', async () => {
    const {certain} = await planAfter(copy =>
      rename(copy.path('data/large.txt'), copy.path('data/larger.txt')),
    );
    expect(certain).toEqual(['read-numbers']);
  });

  test('changing an edge makes its stage stale', async () => {
    const {certain, text} = await planAfter(copy =>
      copy.edit('pipeline.yaml', 'numbers: drop-small.kept', 'numbers: read-numbers.numbers'),
    );
    expect(certain).toEqual(['scale']);
    expect(text).toContain('    input numbers changed\n');
  });

  test('changing the version of a format makes every stage with such a port stale', async () => {
    const {certain, text} = await planAfter(copy =>
      copy.edit('shared/number-list.ts', 'version: 1', 'version: 2'),
    );
    expect(certain).toEqual(ALL);
    expect(text).toContain('    format of out.scaled number-list@1 → number-list@2\n');
  });

  test('an edit within the same second as the run is seen, also of the same size', async () => {
    project = await createProject(finished);
    await writeFile(project.path('data/small.txt'), '1\n2\n4\n');
    await project.geneglot('run');
    await writeFile(project.path('data/small.txt'), '1\n2\n5\n');
    const plan = await project.geneglot('plan');
    expect(plan.text).toContain('input lists changed (small.txt)');
  }, 30_000);

  test('an edit of the same size is seen also when the modification time is set back', async () => {
    await project?.remove();
    project = await createProject(finished);
    await project.geneglot('plan');
    const file = project.path('data/small.txt');
    const {atime, mtime} = await stat(file);
    await writeFile(file, (await project.read('data/small.txt')).replace('1', '7'));
    await utimes(file, atime, mtime);
    const plan = await project.geneglot('plan');
    expect(plan.text).toContain('input lists changed (small.txt)');
  });

  test('a stage edited while an earlier one runs is run as edited, under its new key', async () => {
    project = await createProject(finished);
    const file = JSON.stringify(join(project.folder, 'stages/scale.ts'));
    await project.edit(
      'stages/drop-small.ts',
      "metric('keptShare', 1);",
      `const {readFile, writeFile} = await import('node:fs/promises');
       const code = await readFile(${file}, 'utf8');
       await writeFile(${file}, code.replace('number * params.factor', 'number * 1000'));
       kept.push(1);`,
    );
    const {text} = await project.geneglot('run');
    expect(text).toContain('scale: done');
    expect(await project.json('artifacts/scale/latest/scaled.json')).toContain(1000);
    expect((await project.geneglot('plan', 'scale')).text).toContain('Nothing to run');
  }, 30_000);
});
