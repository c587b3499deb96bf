// Commands at once on one store, where what each does is certain; test/fuzz/targets/commands.ts tries them at random.
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {readdir, readlink, rm} from 'node:fs/promises';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {COMMAND, createProject, ended, type Output, type Project} from '../project.ts';

const PIPELINE = `name: at-once
stages:
  read-numbers: {inputs: {lists: data/small.txt}}
  chain-steps: {inputs: {numbers: read-numbers.numbers}, params: {steps: 5}}
  add-up: {inputs: {lists: [read-numbers.numbers, chain-steps.chain]}}
`;

let project: Project;
beforeEach(async () => {
  project = await createProject();
  await project.write('pipeline.yaml', PIPELINE);
});
afterEach(() => project.remove());

/** Starts a run, holds its chain after a step, calls `act`, lets the chain grow, and gives what the run printed. */
async function during(act: () => Promise<void>): Promise<Output> {
  const hold = project.path('hold');
  await project.write('hold', '');
  const args = ['run', '--set', `chain-steps.hold=${hold}`];
  const run = spawn(process.execPath, [COMMAND, ...args], {cwd: project.folder});
  const end = ended(run);
  let text = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', part => (text += part));
  while (run.exitCode === null && !(await isAtWork())) await wait(10);
  await act().finally(() => rm(hold));
  return {code: (await end) ?? -1, text};
}

async function isAtWork(): Promise<boolean> {
  const names = await project.artifactNames('chain-steps');
  return names.some(name =>
    existsSync(project.path('artifacts/chain-steps', name, 'saved/chain.json')),
  );
}

describe('while a run is at work', () => {
  test('clean and gc leave what it reads, holds and has made', async () => {
    const {code, text} = await during(async () => {
      const cleaned = await project.geneglot('clean', '--yes');
      expect(cleaned.text).toMatch(
        /read-numbers\/[0-9a-f]{16} {2}stays: a run or a job works with/,
      );
      expect(cleaned.text).toMatch(/chain-steps\/.state-[0-9a-f]{16} {2}stays/);
      expect(cleaned.code).toBe(0);
      const other = project.path('other.yaml');
      await project.write('other.yaml', 'name: other\nstages: {}\n');
      const collected = await project.geneglot('gc', '--keep-last', '0', '--pipeline', other);
      expect(collected.text).not.toContain('read-numbers');
    });
    expect(text).toContain('3 stages: 3 ran');
    expect(code).toBe(0);
    expect(await readdir(project.path('artifacts/.reading'))).toEqual([]);
  }, 240_000);

  test('a run begun later keeps `latest`, and the slower one says where its own results are', async () => {
    const slow = await during(async () => {
      expect((await project.geneglot('run', '--set', 'chain-steps.steps=6')).code).toBe(0);
    });
    expect(slow.code).toBe(0);
    const latest = await readlink(project.path('artifacts/add-up/latest'));
    expect(slow.text).toMatch(/→ artifacts\/add-up\/[0-9a-f]{16}\/total\n/);
    expect(slow.text).not.toContain(latest);
    const {text} = await project.geneglot('run', '--set', 'chain-steps.steps=6');
    expect(text).toContain('3 stages: 0 ran, 3 up to date');
    expect(text).toContain('→ artifacts/add-up/latest/total\n');
  }, 240_000);
});

test('two that accept the same change do it once', async () => {
  await project.geneglot('run');
  const args = ['accept', 'chain-steps', '--because', 'a try', '--set', 'chain-steps.stepMs=7'];
  const outputs = await Promise.all([project.geneglot(...args), project.geneglot(...args)]);
  expect(outputs.map(({code}) => code)).toEqual([0, 0]);
  const {accepted} = await project.json<{accepted: unknown[]}>(
    'artifacts/chain-steps/latest/manifest.json',
  );
  expect(accepted).toHaveLength(1);
  expect((await project.geneglot('verify')).text).toContain('4 artifacts');
}, 240_000);
