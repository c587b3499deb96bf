// Tidying, checking and moving artifacts.
import {chmod, mkdir, readlink, truncate, writeFile} from 'node:fs/promises';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from '@jest/globals';
import {createProject, type Project} from '../project.ts';

describe('the store', () => {
  let project: Project;
  let finished: Project;
  beforeAll(async () => {
    finished = await createProject();
    await finished.geneglot('run');
  }, 30_000);
  afterAll(() => finished.remove());
  beforeEach(async () => {
    project = await createProject(finished);
  });
  afterEach(() => project.remove());

  const keyOf = (stage: string): Promise<string> =>
    readlink(project.path('artifacts', stage, 'latest'));

  test('gc keeps what the pipeline reaches and the last ones, and tells what goes', async () => {
    const current = await keyOf('scale');
    for (const factor of [3, 4]) await project.geneglot('run', '--set', `scale.factor=${factor}`);
    const [recent, tmp, state] = [
      await keyOf('scale'),
      '.tmp-0123456789abcdef-a91c',
      '.state-0123456789abcdef',
    ];
    await project.geneglot('run');
    for (const name of [tmp, state]) await mkdir(project.path('artifacts/scale', name));
    await writeFile(project.path('artifacts/scale', state, 'log.txt'), '12345');
    const before = await project.artifactNames('scale');
    expect(before).toHaveLength(6);
    const dry = await project.geneglot('gc', '--keep-last', '1', '--dry-run');
    expect(dry.text).toContain(`artifacts/scale/${tmp}  0 B\n`);
    expect(dry.text).toMatch(/\n4 would be removed, [\d.]+ kB\.\n$/);
    expect(await project.artifactNames('scale')).toEqual(before);
    const {text} = await project.geneglot('gc', '--keep-last', '1');
    expect(text).toMatch(/\n4 removed, [\d.]+ kB\.\n$/);
    expect(await project.artifactNames('scale')).toEqual([current, recent, 'latest'].sort());
    expect((await project.geneglot('run')).text).toContain('4 stages: 0 ran, 4 up to date');
    expect((await project.geneglot('gc')).text).toBe('0 removed, 0 B.\n');
  }, 60_000);

  test('gc keeps the state that a stale stage would go on from', async () => {
    const set = ['--set', 'drop-small.minimum=50', '--set', 'drop-small.onEmpty=fail'];
    await project.geneglot('run', ...set);
    expect((await project.geneglot('gc', '--dry-run', ...set)).text).toBe(
      '0 would be removed, 0 B.\n',
    );
    expect((await project.geneglot('gc')).text).toMatch(/\.state-[0-9a-f]{16} .*\n1 removed/);
  }, 30_000);

  test('gc keeps the state of a job that Slurm has, or may have, at work', async () => {
    const state = 'artifacts/scale/.state-0123456789abcdef';
    await mkdir(project.path(state, 'job'), {recursive: true});
    const record = {id: '12', comment: 'geneglot:0 worker 1', worker: true};
    await writeFile(project.path(state, 'job/job.json'), JSON.stringify(record));
    const {PATH} = process.env;
    try {
      process.env.PATH = project.path('bin');
      expect((await project.geneglot('gc')).text).toBe('0 removed, 0 B.\n');
      await mkdir(project.path('bin'));
      const answers = ['12|12|N/A|RUNNING|None|x', '13|13|N/A|PENDING|None|x 0123456789abcdef'];
      for (const answer of [...answers, '12|12|N/A|COMPLETED|None|x']) {
        await writeFile(project.path('bin/squeue'), `#!/bin/sh\necho '${answer}'\n`);
        await chmod(project.path('bin/squeue'), 0o755);
        const gone = answer.includes('COMPLETED') ? 1 : 0;
        expect((await project.geneglot('gc')).text).toContain(`${gone} removed`);
      }
    } finally {
      process.env.PATH = PATH;
    }
    expect(await project.artifactNames('scale')).not.toContain('.state-0123456789abcdef');
  }, 30_000);

  test('verify reads everything, lists damage and ends with 1', async () => {
    const fine = await project.geneglot('verify');
    expect(fine.text).toMatch(/^4 artifacts, \d+ B: 0 damaged\.\n$/);
    expect(fine.code).toBe(0);
    await truncate(project.path('artifacts/scale/latest/scaled.json'), 3);
    const manifest = 'artifacts/add-up/latest/manifest.json';
    await project.write(manifest, (await project.read(manifest)).replace('"code"', '"edoc"'));
    const {text, code} = await project.geneglot('verify');
    expect(code).toBe(1);
    expect(text).toMatch(
      /artifacts\/scale\/[0-9a-f]{16}: output scaled was changed after it was made: it has 3 bytes, expected 11\n/,
    );
    expect(text).toMatch(
      /artifacts\/add-up\/[0-9a-f]{16}: its manifest is damaged: code is not as expected\n/,
    );
    expect(text).toContain('4 artifacts');
  }, 30_000);

  test('an exported artifact is imported elsewhere, and taken as up to date there', async () => {
    const other = await createProject();
    const file = project.path('scale.tar');
    try {
      for (const stage of ['read-numbers', 'drop-small', await keyOf('scale')]) {
        expect((await project.geneglot('export', stage, file)).code).toBe(0);
        const {text, code} = await other.geneglot('import', file);
        expect(text).toMatch(/^[a-z-]+: artifacts\/[a-z-]+\/[0-9a-f]{16}\n$/);
        expect(code).toBe(0);
      }
      const {text} = await other.geneglot('run', 'scale');
      expect(text).toContain('3 stages: 0 ran, 3 up to date');
    } finally {
      await other.remove();
    }
  }, 30_000);

  test('what is damaged is neither exported nor imported', async () => {
    const file = project.path('scale.tar');
    await project.geneglot('export', 'scale', file);
    await writeFile(file, (await project.read('scale.tar')).replace('[20,40', '[20,41'));
    const {text, code} = await project.geneglot('import', file);
    expect(code).toBe(1);
    expect(text).toContain(
      'scale.tar: output scaled was changed after it was made, so nothing was imported.',
    );
    await truncate(project.path('artifacts/scale/latest/scaled.json'), 3);
    const out = await project.geneglot('export', 'scale', file);
    expect(out.text).toContain(
      'output scaled was changed after it was made: it has 3 bytes, expected 11, so it is not exported',
    );
    const none = await project.geneglot('export', 'scael', file);
    expect(none.text).toContain('found no artifact scael, expected a stage that ran');
    const noTar = await project.geneglot('import', project.path('pipeline.yaml'));
    expect(noTar.text).toContain('pipeline.yaml: not a tar file that can be read');
  }, 30_000);
});
