// What a run does and does not do again: keys, early cut-off, failure, selection, swap.
import {appendFile, readlink, rm, writeFile} from 'node:fs/promises';
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import type {Manifest} from '../../../shared/pipeline/store/manifest.ts';
import {createProject, type Project} from '../project.ts';

describe('geneglot run', () => {
  let finished: Project;
  let project: Project;

  beforeAll(async () => {
    finished = await createProject();
    const {code, text} = await finished.geneglot('run');
    expect(text).toContain('4 stages: 4 ran, ');
    expect(code).toBe(0);
  }, 30_000);

  afterAll(() => finished.remove());
  afterEach(() => project.remove());

  test('a first run tells what it did and where the result is', async () => {
    project = await createProject();
    const {text} = await project.geneglot('run');
    const lines = text
      .replace(/[\d.]+ s\b/g, 'TIME')
      .trimEnd()
      .split('\n');
    expect(lines).toEqual([
      'read-numbers: started (never run)',
      'read-numbers: read 2 files',
      'read-numbers: done in TIME: 5 numbers',
      'drop-small: started (never run)',
      'drop-small: done in TIME: 4 numbers',
      'scale: started (never run)',
      'scale: done in TIME: 4 numbers',
      'add-up: started (never run)',
      'add-up: upstream: read-numbers, drop-small, scale',
      'add-up: done in TIME: 1 totals',
      '→ artifacts/add-up/latest/total',
      '→ artifacts/run.html',
      '4 stages: 4 ran, TIME',
    ]);
    expect(await project.read('artifacts/add-up/latest/total/total.txt')).toBe('105');
  }, 30_000);

  test('a second run reruns nothing', async () => {
    project = await createProject(finished);
    const {text, code} = await project.geneglot('run');
    expect(text).toContain('4 stages: 0 ran, 4 up to date');
    expect(code).toBe(0);
  }, 30_000);

  test('a project moved to another folder reruns nothing', async () => {
    project = await createProject(finished);
    expect(project.folder).not.toBe(finished.folder);
    const manifest = await project.json<Manifest>('artifacts/scale/latest/manifest.json');
    expect(JSON.stringify(manifest)).not.toContain(finished.folder);
    expect((await project.geneglot('plan')).text).toContain('Nothing to run: 4 of 4');
  }, 30_000);

  test('changing one parameter reruns only what depends on it', async () => {
    project = await createProject(finished);
    const {text} = await project.geneglot('run', '--set', 'scale.factor=3');
    expect(text).toContain('scale: started (params.factor 2 → 3)');
    expect(text).toContain('add-up: started (input lists changed)');
    expect(text).toContain('4 stages: 2 ran, 2 up to date');
    const back = await project.geneglot('run');
    expect(back.text).toContain('4 stages: 0 ran, 4 up to date');
    const key = (await project.json<Manifest>('artifacts/scale/latest/manifest.json')).key;
    expect(await readlink(project.path('artifacts/scale/latest'))).toBe(key.slice(0, 16));
  }, 30_000);

  test('changing a comment in an imported helper makes no stage stale', async () => {
    project = await createProject(finished);
    await project.edit('shared/threshold.ts', '// keep equal ones', '// equal ones stay\n\n');
    expect((await project.geneglot('plan')).text).toBe(
      'Nothing to run: 4 of 4 stages are up to date.\n',
    );
  }, 30_000);

  test('an edit of a helper that a stage imports makes it stale', async () => {
    project = await createProject(finished);
    await project.edit('shared/threshold.ts', 'number >= minimum', 'number > minimum');
    const {text} = await project.geneglot('run');
    expect(text).toContain('drop-small: started (shared/threshold.ts changed)');
    expect(text).toContain('4 stages: 3 ran, 1 up to date');
    expect(await project.read('artifacts/add-up/latest/total/total.txt')).toBe('99');
  }, 30_000);

  test('unchanged output cuts the rerun off', async () => {
    project = await createProject(finished);
    await project.edit('shared/threshold.ts', 'number >= minimum', '!(number < minimum)');
    const plan = await project.geneglot('plan');
    expect(plan.text).toContain('upstream drop-small will rerun (may be cut off)');
    const {text} = await project.geneglot('run');
    expect(text).toContain('scale: up to date (upstream ran and gave the same)');
    expect(text).toContain('4 stages: 1 ran, 3 up to date');
  }, 30_000);

  test('a changed source file is named as the reason', async () => {
    project = await createProject(finished);
    await project.write('data/small.txt', '1\n2\n4\n');
    const {text} = await project.geneglot('run');
    expect(text).toContain('read-numbers: started (input lists changed (small.txt))');
    expect(text).toContain('4 stages: 4 ran');
  }, 30_000);

  test('swapping a stage is one line', async () => {
    project = await createProject(finished);
    await project.edit('pipeline.yaml', '  scale:\n', '  scale:\n    uses: stages/shift\n');
    const {text, code} = await project.geneglot('run');
    expect(text).toContain('4 stages: 2 ran, 2 up to date');
    expect(code).toBe(0);
    const manifest = await project.json<Manifest>('artifacts/scale/latest/manifest.json');
    expect(manifest.uses).toBe('stages/shift');
    expect(await project.json('artifacts/scale/latest/scaled.json')).toEqual([11, 21, 3, 4]);
  }, 30_000);

  test('a failing stage tells its message, its last output, its log and how to go on', async () => {
    project = await createProject(finished);
    const set = ['--set', 'drop-small.minimum=50', '--set', 'drop-small.onEmpty=fail'];
    const {text, code} = await project.geneglot('run', ...set);
    expect(code).toBe(1);
    const key = (await project.artifactNames('drop-small')).find(name => name.startsWith('.state'));
    expect(text).toContain(
      [
        'drop-small: failed: no number is at least 50; lower params.minimum',
        '    | looked at every number',
        `    Log: artifacts/drop-small/${key}/log.txt`,
        '    After the cause is removed, run the same command again: finished stages are kept.',
        'scale: not run, drop-small failed',
        'add-up: not run, scale failed'.replace('scale', 'drop-small'),
      ].join('\n'),
    );
    expect(text).toContain('4 stages: 0 ran, 1 up to date, 1 failed, 2 not run');
    expect(await project.read(`artifacts/drop-small/${key}/log.txt`)).toContain('looked at every');
    expect((await project.artifactNames('drop-small')).some(name => name.startsWith('.tmp'))).toBe(
      false,
    );
    const verbose = await project.geneglot('run', '--verbose', ...set);
    expect(verbose.text).toMatch(/at .*drop-small\.ts/);
    expect(text).not.toMatch(/at .*drop-small\.ts/);
  }, 30_000);

  test('a failure leaves other branches running', async () => {
    project = await createProject(finished);
    const text = await project.read('pipeline.yaml');
    await project.write(
      'pipeline.yaml',
      `${text}  other-branch:\n    uses: stages/scale\n    inputs: {numbers: read-numbers.numbers}\n`,
    );
    await project.edit(
      'stages/scale.ts',
      'const numbers',
      'if (params.factor === 7) throw new Error("seven");\n    const numbers',
    );
    const run = await project.geneglot('run', '--set', 'scale.factor=7');
    expect(run.text).toContain('scale: failed: seven');
    expect(run.text).toContain('other-branch: done');
    expect(run.code).toBe(1);
  }, 30_000);

  test('a stage that does not write an output fails and names it', async () => {
    project = await createProject(finished);
    await project.edit('stages/scale.ts', 'await outputs.scaled.write(', 'void (');
    const {text, code} = await project.geneglot('run');
    expect(code).toBe(1);
    expect(text).toContain(
      'scale: failed: Stage scale finished without writing its output scaled: expected ',
    );
  }, 30_000);

  test('an output that was changed by hand is made again', async () => {
    project = await createProject(finished);
    await appendFile(project.path('artifacts/scale/latest/scaled.json'), ' ');
    await rm(project.path('artifacts/add-up/latest/total/total.txt'));
    const {text} = await project.geneglot('run');
    expect(text).toContain('scale: started (output scaled was changed after it was made');
    expect(text).toContain('add-up: started (output total was changed after it was made');
    expect(text).toContain('4 stages: 2 ran, 2 up to date');
    expect((await project.geneglot('plan')).text).toContain('Nothing to run');
  }, 30_000);

  test('same size but other content counts as changed', async () => {
    project = await createProject(finished);
    const path = project.path('artifacts/drop-small/latest/kept.json');
    const before = await project.read('artifacts/drop-small/latest/kept.json');
    await writeFile(path, before.replace('2', '9'));
    expect((await project.geneglot('plan')).text).toContain('output kept was changed');
  }, 30_000);

  test('--only runs its stage alone, and names upstream that is missing', async () => {
    project = await createProject(finished);
    const fine = await project.geneglot('run', '--only', 'scale', '--set', 'scale.factor=5');
    expect(fine.text).toContain('1 stage: 1 ran');
    const {text, code} = await project.geneglot('stage', 'add-up', '--set', 'scale.factor=6');
    expect(code).toBe(1);
    expect(text).toBe(
      [
        '--only runs no upstream stage, but these are not up to date:',
        '    scale: params.factor 5 → 6',
        '    Leave out --only and name the stage alone: what it needs then runs first.',
        '',
      ].join('\n'),
    );
  }, 30_000);

  test('--from takes the stage, what depends on it, and what those need', async () => {
    project = await createProject(finished);
    const {text} = await project.geneglot('run', '--from', 'scale', '--force');
    expect(text).toContain('scale: started (forced)');
    expect(text).toContain('4 stages: 2 ran, 2 up to date');
    const named = await project.geneglot('run', 'scale');
    expect(named.text).toContain('3 stages: 0 ran, 3 up to date');
  }, 30_000);

  test('--force reruns the named stage, and an equal output reruns nothing else', async () => {
    project = await createProject(finished);
    const {text} = await project.geneglot('run', '--force', 'drop-small');
    expect(text).toContain('drop-small: started (forced)');
    expect(text).toContain('4 stages: 1 ran, 3 up to date');
    const wrong = await project.geneglot('run', 'read-numbers', '--force', 'scale');
    expect(wrong.code).toBe(1);
  }, 30_000);

  test('a stage that is not deterministic is told on when it is forced', async () => {
    project = await createProject(finished);
    await project.edit('stages/scale.ts', '* params.factor', '* params.factor + process.pid');
    await project.geneglot('run');
    const {text} = await project.geneglot('run', '--force', 'scale');
    expect(text).toContain('scale: warning: output scaled differs from the one made before');
  }, 30_000);

  test('--jobs runs independent stages at once with the same result', async () => {
    project = await createProject();
    const {text} = await project.geneglot('run', '--jobs', '3', '--artifacts', 'elsewhere');
    expect(text).toContain('4 stages: 4 ran');
    const [mine, theirs] = await Promise.all([
      project.json<Manifest>('elsewhere/add-up/latest/manifest.json'),
      finished.json<Manifest>('artifacts/add-up/latest/manifest.json'),
    ]);
    expect(mine.key).toBe(theirs.key);
    expect(mine.outputs).toEqual(theirs.outputs);
  }, 30_000);

  test('the manifest says how the artifact came to be', async () => {
    project = await createProject(finished);
    const manifest = await project.json<Manifest>('artifacts/drop-small/latest/manifest.json');
    expect(manifest).toMatchObject({
      stage: 'drop-small',
      uses: 'stages/drop-small',
      pipeline: 'numbers',
      params: {minimum: 2, onEmpty: 'allow'},
      formats: {'in.numbers': 'number-list@1', 'out.kept': 'number-list@1'},
      metrics: {keptShare: 1},
      outputs: {kept: {file: 'kept.json', format: 'number-list@1', counts: {numbers: 4}}},
    });
    expect(Object.keys(manifest.code).sort()).toEqual([
      'geneglot:shared/pipeline/param-names.ts',
      'geneglot:shared/pipeline/stage.ts',
      'shared/number-list.ts',
      'shared/threshold.ts',
      'stages/drop-small.ts',
    ]);
    expect(Object.keys(manifest.packages)).toEqual(['zod']);
    expect(manifest.seconds).toBeGreaterThan(0);
    const parts = manifest.parts ?? [];
    expect(parts.map(({name}) => name)).toEqual([
      ...['starts', 'reads numbers', 'computes', 'writes kept', 'checks what it wrote'],
    ]);
    const sum = parts.reduce((total, {seconds}) => total + seconds, 0);
    expect(Math.abs(sum - manifest.seconds)).toBeLessThan(0.1);
    expect(manifest.peakMemoryBytes).toBeGreaterThan(10e6);
    const reading = await project.json<Manifest>('artifacts/read-numbers/latest/manifest.json');
    expect(reading.sources.map(({path, bytes}) => ({path, bytes}))).toEqual([
      {path: 'data/large.txt', bytes: 6},
      {path: 'data/small.txt', bytes: 6},
    ]);
    expect(await project.read('artifacts/add-up/latest/log.txt')).toContain(
      'upstream: read-numbers',
    );
  }, 30_000);
});
