// Why a stage would run, changes declared to be without effect, and what past runs were.
import {readlink} from 'node:fs/promises';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from '@jest/globals';
import type {Manifest} from '../../../shared/pipeline/store/manifest.ts';
import {createProject, type Project} from '../project.ts';

describe('explaining', () => {
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

  test('why names every change, what follows and what the stage took before', async () => {
    const {text} = await project.geneglot('why', 'scale', '--set', 'scale.factor=3');
    expect(text.replace(/[\d.]+ s\b/, 'TIME').replace(/[\d.]+ MB/, 'SIZE')).toBe(
      `scale will run:
    params.factor 2 → 3
Last time it took TIME and SIZE of memory.
Then add-up, unless its outputs come out as they were.
`,
    );
    const fine = await project.geneglot('why', 'scale');
    expect(fine.text).toMatch(/^scale is up to date: it has the artifact of key [0-9a-f]{64}\.\n$/);
    const wrong = await project.geneglot('why', 'scael');
    expect(wrong.text).toContain('Did you mean scale?');
  }, 30_000);

  test('accept makes the last artifact that of the changed code, and notes it in the manifest', async () => {
    const before = await project.json<Manifest>('artifacts/scale/latest/manifest.json');
    await project.edit('stages/scale.ts', '* params.factor', '* Number(params.factor)');
    const {text, code} = await project.geneglot('accept', 'scale', '--because', 'a mere cast');
    expect(text).toMatch(
      /^scale: the artifact of [0-9a-f]{16} is now that of [0-9a-f]{16} too \(stages\/scale\.ts changed\)\.\n$/,
    );
    expect(code).toBe(0);
    expect((await project.geneglot('run')).text).toContain('4 stages: 0 ran, 4 up to date');
    const after = await project.json<Manifest>('artifacts/scale/latest/manifest.json');
    expect(after.key).not.toBe(before.key);
    expect(after.accepted).toEqual([
      {
        because: 'a mere cast',
        at: expect.any(String),
        by: expect.any(String),
        from: before.key,
        changes: ['stages/scale.ts changed'],
      },
    ]);
    await project.edit('stages/scale.ts', '* Number(params.factor)', '* params.factor');
    expect((await project.geneglot('plan')).text).toContain('Nothing to run');
  }, 30_000);

  test('accept refuses other inputs, what is up to date, and a missing reason', async () => {
    await project.write('data/small.txt', '1\n2\n9\n');
    const input = await project.geneglot('accept', 'read-numbers', '--because', 'no');
    expect(input.code).toBe(1);
    expect(input.text).toContain(
      'found input lists changed (small.txt), expected a change of code',
    );
    const silent = await project.geneglot('accept', 'scale');
    expect(silent.code).toBe(2);
    await project.write('data/small.txt', '1\n2\n3\n');
    const fine = await project.geneglot('accept', 'scale', '--because', 'no');
    expect(fine.text).toBe('scale is up to date: there is nothing to accept.\n');
  }, 30_000);

  test('history lists runs, diff tells parameters and counts between them', async () => {
    await project.geneglot('run', '--set', 'drop-small.minimum=3');
    await project.geneglot(
      'run',
      '--set',
      'drop-small.minimum=50',
      '--set',
      'drop-small.onEmpty=fail',
    );
    const {text} = await project.geneglot('history');
    const lines = text.trimEnd().split('\n');
    expect(lines.map(line => line.replace(/^\S+ {2}\S+ \S+ UTC {2}[\d.]+ s {2}/, ''))).toEqual([
      'exit 0  4 ran  run',
      'exit 0  3 ran, 1 up to date  run --set drop-small.minimum=3',
      'exit 1  1 up to date, 1 failed, 2 not run  run --set drop-small.minimum=50 --set drop-small.onEmpty=fail',
    ]);
    const [first, second] = lines.map(line => line.split(' ')[0]);
    const diff = await project.geneglot('diff', first, second);
    expect(diff.text).toBe(`drop-small
    params.minimum 2 → 3
    kept.numbers 4 → 3 (-25.0 %)
scale
    input numbers changed
    scaled.numbers 4 → 3 (-25.0 %)
add-up
    input lists changed
`);
    const none = await project.geneglot('diff', '1999', second);
    expect(none.code).toBe(1);
    expect(none.text).toContain('found no run 1999, expected the id of one run');
  }, 30_000);

  test('diff compares two artifacts by their keys', async () => {
    const key = async (): Promise<string> => readlink(project.path('artifacts/scale/latest'));
    const first = await key();
    await project.geneglot('run', '--set', 'scale.factor=3');
    const {text} = await project.geneglot('diff', first, await key());
    expect(text).toBe('scale\n    params.factor 2 → 3\n');
    const same = await project.geneglot('diff', first, first);
    expect(same.text).toBe(`${first} and ${first} have the same artifacts.\n`);
  }, 30_000);

  test('log prints what a stage printed, also of a failed try', async () => {
    const fine = await project.geneglot('log', 'read-numbers');
    expect(fine.text).toMatch(/^--- started \S+\nread 2 files\n$/);
    const set = ['--set', 'drop-small.minimum=50', '--set', 'drop-small.onEmpty=fail'];
    await project.geneglot('run', ...set);
    expect((await project.geneglot('log', 'drop-small')).text).toContain('looked at every number');
    const none = await project.geneglot('log', 'scale', '--artifacts', 'nowhere');
    expect(none.text).toContain('found no log of scale, expected one that a run has left');
  }, 30_000);
});
