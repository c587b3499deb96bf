// Runs of pipelines that declare how stages are run: retries, environment, timeout, foreach; and what tells of them.
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {Manifest} from '../../../shared/pipeline/store/manifest.ts';
import {openInBrowser} from '../../report/open-in-browser.ts';
import {createProject, type Project} from '../project.ts';

const RETRIED = `name: numbers
stages:
  read-numbers:
    inputs: {lists: data/*.txt}
  fail-first:
    inputs: {numbers: read-numbers.numbers}
    retries: 2
    resources: {cpus: 1, memory: 1G}
    env: {MODE: fast}
`;

describe('a run of', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject();
  });
  afterEach(() => project.remove());

  test('a stage with retries repeats it, keeps its state, and tells why', async () => {
    await project.write('pipeline.yaml', RETRIED);
    const {text, code} = await project.geneglot('run');
    expect(text).toContain(`fail-first: mode fast, 1 threads
fail-first: attempt 2 of 3, 2 GB, since the one before failed: failed after 0 tries
fail-first: mode fast, 1 threads
fail-first: done`);
    expect(code).toBe(0);
    const kept = await project.json('artifacts/fail-first/latest/kept.json');
    expect(kept).toEqual([10, 20, 1, 2, 3]);
  }, 30_000);

  test('a stage whose failure asks for it is repeated once, though no retries are declared', async () => {
    const odd = RETRIED.replace('    retries: 2\n', '    params: {repeat: true}\n');
    await project.write('pipeline.yaml', odd);
    const {text, code} = await project.geneglot('run');
    expect(text).toContain('fail-first: attempt 2 of 2');
    expect(text).toContain('fail-first: done');
    expect(code).toBe(0);
    await project.edit('pipeline.yaml', 'repeat: true', 'repeat: true, failures: 2');
    expect((await project.geneglot('run')).code).toBe(1);
  }, 30_000);

  test('a declared variable that changed names it, and resources never make a stage stale', async () => {
    await project.write('pipeline.yaml', RETRIED);
    await project.geneglot('run');
    await project.edit('pipeline.yaml', 'memory: 1G', 'memory: 2G, gpus: 1');
    expect((await project.geneglot('plan')).text).toContain('Nothing to run');
    await project.edit('pipeline.yaml', 'MODE: fast', 'MODE: exact');
    expect((await project.geneglot('plan')).text).toContain('    env.MODE fast → exact\n');
    const {env} = await project.json<Manifest>('artifacts/fail-first/latest/manifest.json');
    expect(env).toEqual({MODE: 'fast'});
    const other = await project.json<Manifest>('artifacts/read-numbers/latest/manifest.json');
    expect(other).not.toHaveProperty('env');
  }, 30_000);

  test('a stage that wants more GPUs than there are says so, once, and is not retried', async () => {
    await project.write('pipeline.yaml', RETRIED.replace('memory: 1G', 'gpus: 2'));
    const {text, code} = await project.geneglot('run', '--gpus', '1');
    expect(text).toContain(
      'fail-first: failed: it asks for 2 GPUs, found 1 on this machine\n    Give more with --gpus N, or choose another profile or executor.\n',
    );
    expect(text).not.toContain('attempt 2');
    expect(code).toBe(1);
  }, 30_000);

  test('a stage that outlasts its timeout is stopped, and the next run goes on from its state', async () => {
    // It cannot end in time, and comes to save something first, also on a busy machine.
    const slow = `name: slow
stages:
  read-numbers: {inputs: {lists: data}}
  count-steps: {inputs: {numbers: read-numbers.numbers}, params: {steps: 100}, timeout: 4s}
`;
    await project.write('pipeline.yaml', slow);
    const {text, code} = await project.geneglot('run');
    expect(
      text,
    ).toContain(`count-steps: failed: it was stopped after its timeout of 4 s (what it saved is kept)
    Raise its timeout in the pipeline file, or run again to go on.
    Log: artifacts/count-steps/.state-`);
    expect(code).toBe(1);
    await project.write('pipeline.yaml', slow.replace('timeout: 4s', 'timeout: 1h'));
    const again = await project.geneglot('run');
    expect(again.text).toContain('count-steps: starts at step after the checkpoint');
    expect(again.code).toBe(0);
  }, 30_000);

  test('foreach makes, selects and gathers one artifact an item', async () => {
    await project.write(
      'pipeline.yaml',
      `name: fan
stages:
  read-numbers: {inputs: {lists: data/*.txt}}
  scale:
    foreach: {factor: [1, 2]}
    inputs: {numbers: read-numbers.numbers}
    params: {factor: "\${factor}"}
  add-up: {inputs: {lists: [scale.scaled]}}
`,
    );
    const one = await project.geneglot('run', 'scale[2]');
    expect(one.text).toContain('2 stages: 2 ran');
    const group = await project.geneglot('run', 'scale');
    expect(group.text).toContain('3 stages: 1 ran, 2 up to date');
    const all = await project.geneglot('run', '--from', 'scale');
    expect(all.text).toContain('4 stages: 1 ran, 3 up to date');
    expect(await project.read('artifacts/add-up/latest/total/total.txt')).toBe('108');
    expect(await project.json('artifacts/scale[2]/latest/scaled.json')).toEqual([20, 40, 2, 4, 6]);
    const wrong = await project.geneglot('run', 'scale[3]');
    expect(wrong.text).toBe(
      'found no stage scale[3], expected scale[1] or scale[2]\n    Did you mean scale[1]?\n',
    );
  }, 30_000);

  test('--log json writes every event as a line, and nothing else', async () => {
    await project.write('pipeline.yaml', RETRIED);
    const {text, code} = await project.geneglot('run', '--log', 'json');
    expect(code).toBe(0);
    const events = text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    const steps = events.filter(({type}) => type === 'stage-step');
    expect(steps.map(({stage, step}) => `${stage} ${step}`)).toContain('fail-first writes kept');
    const others = events.filter(event => !steps.includes(event));
    expect(others.map(({type, stage}) => [type, ...(stage ? [stage] : [])].join(' '))).toEqual([
      'run-started',
      'stage-started read-numbers',
      'stage-log read-numbers',
      'stage-succeeded read-numbers',
      'stage-started fail-first',
      'stage-log fail-first',
      'stage-retried fail-first',
      'stage-log fail-first',
      'stage-succeeded fail-first',
      'run-finished',
    ]);
    for (const {time} of events) expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(events.at(-1)).toMatchObject({
      ...{ran: ['read-numbers', 'fail-first'], upToDate: [], failed: [], skipped: []},
      outputs: ['artifacts/fail-first/latest/kept.json'],
    });
    const wrong = await project.geneglot('run', '--log', 'xml');
    expect(wrong.text).toContain("argument 'xml' is invalid. Allowed choices are text, json.");
    expect(wrong.code).toBe(2);
    await project.edit('pipeline.yaml', 'name:', 'executor: {type: grid}\nname:');
    expect((await project.geneglot('run')).text).toBe(
      'executor: found grid, expected local or slurm\n',
    );
  }, 30_000);

  test('any end leaves a page that needs nothing from elsewhere', async () => {
    await project.write('pipeline.yaml', RETRIED);
    const failed = await project.geneglot('run', '--set', 'fail-first.failures=9');
    expect(failed.text).toContain('→ artifacts/run.html\n2 stages: 1 ran, 1 failed');
    const page = await project.read('artifacts/run.html');
    expect(openInBrowser(page)?.console ?? []).toEqual([]);
    expect(page).toContain('<h1>2 stages: 1 failed, 1 ran</h1>');
    expect(page).toContain('<h2>fail-first failed</h2>\n<p>failed after 2 tries</p>');
    expect(page).toMatch(/<a href="fail-first\/\.state-[0-9a-f]{16}\/log\.txt">The whole log/);
    expect(page.match(/class="bar bad"/g)).toHaveLength(3);
    expect(page).not.toMatch(/<script|https?:|@import|url\(/);
    await project.geneglot('run');
    await project.geneglot('run');
    const last = await project.read('artifacts/run.html');
    expect(last).toContain('<h1>Everything is up to date</h1>');
    expect(last).not.toContain('<svg');
  }, 60_000);
});
