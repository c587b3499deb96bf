// What a job made is stored only where it is what its key says: sources, code and upstream outputs that change while the
// job waits or runs, or while no runner watches it.
import {readFile, rm, writeFile} from 'node:fs/promises';
import {afterEach, beforeAll, beforeEach, describe, expect, jest, test} from '@jest/globals';
import {createProject, type Project} from '../project.ts';
import {FakeSlurm, isSubmitted, type SlurmRun, someState, waitWhile} from './fake-slurm.ts';
import {findUntrue, learnTruth, type Truth} from './true-artifacts.ts';

jest.setTimeout(240_000);

const ORIGINAL = '2\n3\n5\n';
const EDITED = '7\n8\n';
const SOURCE = 'data/small.txt';
const PIPELINE = `name: queued
stages:
  read-numbers: {inputs: {lists: ${SOURCE}}}
  chain-steps: {inputs: {numbers: read-numbers.numbers}, params: {steps: 30, stepMs: 50}}
`;
const REPEATED = 'changed while the stage ran: nothing of it is kept, and it runs again';
const CHAIN = 'artifacts/chain-steps/latest/chain.json';

let truth: Truth;
let project: Project;
let slurm: FakeSlurm;
beforeAll(async () => {
  truth = await learnTruth(PIPELINE, SOURCE, [ORIGINAL, EDITED]);
});
beforeEach(async () => {
  project = await createProject();
  await project.write('pipeline.yaml', PIPELINE);
  await project.write(SOURCE, ORIGINAL);
  slurm = await FakeSlurm.open(project);
});
afterEach(async () => {
  await slurm.close();
  await project.remove();
});

/** A run whose job waits in the queue. */
async function startHeld(...args: string[]): Promise<SlurmRun> {
  await slurm.hold();
  const run = slurm.start('read-numbers', ...args);
  await waitUntil(run, () => isSubmitted(project, 'read-numbers'));
  return run;
}

async function waitUntil(run: SlurmRun, check: () => Promise<boolean>): Promise<void> {
  await waitWhile(async () => run.child.exitCode === null && !(await check()));
  if (run.child.exitCode !== null) throw new Error(`the run ended too early: ${run.text()}`);
}

async function kill(run: SlurmRun): Promise<void> {
  run.child.kill('SIGKILL');
  await run.end;
}

async function editAndPutBack(): Promise<void> {
  await project.write(SOURCE, EDITED);
  await project.write(SOURCE, ORIGINAL);
}

/** The stage that reads the source gave these numbers, and nothing is stored under a wrong key. */
async function expectNumbers(source: string): Promise<void> {
  const numbers = await project.json('artifacts/read-numbers/latest/numbers.json');
  expect(numbers).toEqual(source.trim().split('\n').map(Number));
  expect(await findUntrue(project, truth)).toBeUndefined();
}

const untilJobEnds = (): Promise<void> =>
  waitWhile(async () => (await slurm.states()).get('1') !== 'COMPLETED');

describe('inputs that change under a job', () => {
  test('a source edited while the job waits: it is submitted again, and the run says why', async () => {
    const run = await startHeld();
    await project.write(SOURCE, EDITED);
    await slurm.release();
    const {code, text} = await run.end;
    expect(text).toContain(`${SOURCE} ${REPEATED}`);
    expect(text.match(/read-numbers: submitted as Slurm job/g)).toHaveLength(2);
    expect(code).toBe(0);
    await expectNumbers(EDITED);
  });

  test.each([
    ['a job of its own', []],
    ['a worker', ['--force']],
  ])('a source edited and put back while %s waits is noticed', async (_, args) => {
    if (args.length > 0) expect((await slurm.start('read-numbers').end).code).toBe(0);
    const run = await startHeld(...args);
    await editAndPutBack();
    await slurm.release();
    const {code, text} = await run.end;
    expect(text).toContain(`${SOURCE} ${REPEATED}`);
    expect(code).toBe(0);
    await expectNumbers(ORIGINAL);
  });

  test('code edited while the job runs: it is submitted again under the new key', async () => {
    const run = slurm.start();
    await waitUntil(run, () => someState(project, 'chain-steps', 'saved/chain.json'));
    await project.edit('stages/chain-steps.ts', '16807', '16806');
    const {code, text} = await run.end;
    expect(text).toContain('stages/chain-steps.ts changed while the stage ran');
    expect(code).toBe(0);
    const made = await project.read(CHAIN);
    await rm(project.path('artifacts'), {recursive: true});
    await project.geneglot('run');
    expect(await project.read(CHAIN)).toBe(made);
  });

  test('an upstream output remade with other content: nothing is kept of what read it', async () => {
    expect((await project.geneglot('run', 'read-numbers')).code).toBe(0);
    await slurm.hold();
    const run = slurm.start();
    await waitUntil(run, () => isSubmitted(project, 'chain-steps'));
    // As a stage leaves it that gives other content each time.
    const output = project.path('artifacts/read-numbers/latest/numbers.json');
    await rm(output);
    await writeFile(output, '[9999]\n');
    await slurm.release();
    const {code, text} = await run.end;
    expect(text).toContain(REPEATED);
    expect(text).toContain('Another run may have made it anew. Run again.');
    expect(code).toBe(1);
    await expect(readFile(project.path(CHAIN))).rejects.toThrow('ENOENT');
    expect((await slurm.start().end).code).toBe(0);
    await expectNumbers(ORIGINAL);
  });
});

describe('inputs that change while no runner watches the job', () => {
  test('an edited source: the job serves neither the new key nor, put back, the old one', async () => {
    await kill(await startHeld());
    await project.write(SOURCE, EDITED);
    await slurm.release();
    await untilJobEnds();
    const edited = await slurm.start('read-numbers').end;
    expect(edited.text).not.toContain('found again');
    expect(edited.code).toBe(0);
    await expectNumbers(EDITED);
    await project.write(SOURCE, ORIGINAL);
    const undone = await slurm.start('read-numbers').end;
    expect(undone.text).toContain('begins anew: its inputs were touched');
    expect(undone.code).toBe(0);
    await expectNumbers(ORIGINAL);
  });

  test('a source edited and put back: the job that waits is cancelled, not waited for', async () => {
    await kill(await startHeld());
    await editAndPutBack();
    const run = slurm.start('read-numbers');
    await waitUntil(run, async () => (await slurm.states()).size === 2);
    expect((await slurm.states()).get('1')).toBe('CANCELLED');
    await slurm.release();
    const {code, text} = await run.end;
    expect(text).toContain('begins anew: its inputs were touched');
    expect(text).not.toContain('runs again');
    expect(code).toBe(0);
    await expectNumbers(ORIGINAL);
  });

  test('a run on this machine refuses to begin anew where such a job is still at work', async () => {
    await kill(await startHeld());
    await editAndPutBack();
    const {code, text} = await slurm.start('read-numbers', '--executor', 'local').end;
    expect(text).toContain('found Slurm job 1 at work on it');
    expect(code).toBe(1);
  });
});

describe('a job that a runner left', () => {
  test('is found again, in the queue and after its end', async () => {
    await kill(await startHeld());
    const second = slurm.start('read-numbers');
    await waitUntil(second, async () => second.text().includes('found again as Slurm job 1'));
    await kill(second);
    await slurm.release();
    await untilJobEnds();
    const {code, text} = await slurm.start('read-numbers').end;
    expect(text).toContain('found again as Slurm job 1');
    expect(code).toBe(0);
    expect((await slurm.states()).size).toBe(1);
    await expectNumbers(ORIGINAL);
  });

  test('is submitted again where the runner had moved its outputs', async () => {
    await kill(await startHeld());
    await slurm.release();
    await untilJobEnds();
    const names = await project.artifactNames('read-numbers');
    const state = names.find(name => name.startsWith('.state-')) ?? '';
    await rm(project.path('artifacts/read-numbers', state, 'job/outputs/numbers.json'));
    const {code, text} = await slurm.start('read-numbers').end;
    expect(text).toContain('submitted as Slurm job 2');
    expect(code).toBe(0);
    await expectNumbers(ORIGINAL);
  });

  test('is not taken for that of a forced run, though Slurm still lists it', async () => {
    await slurm.linger();
    expect((await slurm.start('read-numbers').end).code).toBe(0);
    const {code, text} = await slurm.start('read-numbers', '--force').end;
    expect((await slurm.states()).get('1')).toBe('RUNNING');
    expect(text).not.toContain('found again');
    expect(code).toBe(0);
  });

  test('is not taken for one whose submission got no answer', async () => {
    expect((await slurm.start('read-numbers').end).code).toBe(0);
    await rm(project.path('artifacts/read-numbers'), {recursive: true});
    await slurm.loseAnswer();
    const {code, text} = await slurm.start('read-numbers').end;
    expect(text).toContain('submitted as Slurm job 2');
    expect(code).toBe(0);
    await expectNumbers(ORIGINAL);
  });
});
