// Against a real Slurm (test/slurm/run starts one): same results as here, jobs that outlive the runner, requeue, cancel.
import {execFile} from 'node:child_process';
import {cp, mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, test} from '@jest/globals';
import {scheduleName} from '../../shared/pipeline/schedule/schedule.ts';
import type {Manifest} from '../../shared/pipeline/store/manifest.ts';
import {createProject, ended, type Output, type Project} from '../pipeline/project.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PATIENCE_MS = 400_000;
const ON_SLURM = ['--executor', 'slurm'];
const SLOW = `name: slow
stages:
  read-numbers: {inputs: {lists: data}}
  count-steps: {inputs: {numbers: read-numbers.numbers}, params: {steps: 200}}
`;

async function slurm(command: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)(command, args, {timeout: 20_000})).stdout.trim();
}

/** Polls without a limit of its own: the test's limit ends it. */
async function waitFor<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found) return found;
    await new Promise(next => setTimeout(next, 200));
  }
}

/** Number of the job that runs the stage, once it has told at least `step` steps. */
async function jobAtStep(artifacts: string, stage: string, step: number): Promise<string> {
  return waitFor(async () => {
    const {stdout} = await promisify(execFile)('bash', [
      ...['-c', `cat ${artifacts}/${stage}/.state-*/job/messages.jsonl`],
    ]);
    const steps = [...stdout.matchAll(/"done":(\d+)/g)].map(([, done]) => Number(done));
    if (Math.max(0, ...steps) < step) return undefined;
    const record = await promisify(execFile)('bash', [
      ...['-c', `cat ${artifacts}/${stage}/.state-*/job/job.json`],
    ]);
    return JSON.parse(record.stdout).id as string;
  });
}

async function withProject(act: (project: Project) => Promise<void>): Promise<void> {
  const project = await createProject();
  try {
    await act(project);
  } finally {
    await project.remove();
  }
}

async function manifestOf(artifacts: string, stage: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(artifacts, stage, 'latest/manifest.json'), 'utf8'));
}

async function hashesOf(artifacts: string, stages: readonly string[]): Promise<string[]> {
  const manifests = await Promise.all(stages.map(stage => manifestOf(artifacts, stage)));
  return manifests.flatMap(({stage, key, outputs}) =>
    Object.entries(outputs).map(([port, {sha256}]) => `${stage} ${key} ${port} ${sha256}`),
  );
}

function geneglotHere(...args: string[]): Promise<Output> {
  return new Promise(done => {
    execFile(process.execPath, ['bin/geneglot.mjs', ...args], {cwd: ROOT}, (error, out, err) =>
      done({code: error ? Number(error.code ?? 1) : 0, text: out + err}),
    );
  });
}

describe('geneglot run --executor slurm', () => {
  test.concurrent(
    'gives the outputs that a local run gives, and tiny stages share a job',
    () =>
      withProject(async project => {
        const stages = ['read-numbers', 'drop-small', 'scale', 'add-up'];
        const {text, code} = await project.geneglot('run', ...ON_SLURM);
        expect(text).toContain('4 stages: 4 ran');
        expect(code).toBe(0);
        const onSlurm = await hashesOf(project.path('artifacts'), stages);
        const again = await project.geneglot('run', '--force', ...ON_SLURM);
        const jobs = [...again.text.matchAll(/job (\d+), with other tiny stages/g)];
        expect(jobs).toHaveLength(4);
        expect(new Set(jobs.map(([, id]) => id)).size).toBe(1);
        expect((await project.geneglot('run', '--force')).text).toContain('4 stages: 4 ran');
        expect(await hashesOf(project.path('artifacts'), stages)).toEqual(onSlurm);
      }),
    PATIENCE_MS,
  );

  test.concurrent(
    'stages that get ready together become one array',
    () =>
      withProject(async project => {
        const twin = SLOW.replace(
          'count-steps:',
          'twin: {uses: stages/count-steps, inputs: {numbers: read-numbers.numbers}, params: {steps: 3}}\n  count-steps:',
        );
        await project.write('pipeline.yaml', twin.replace('steps: 200', 'steps: 4'));
        const {text, code} = await project.geneglot('run', ...ON_SLURM);
        expect(text).toMatch(/twin: submitted as Slurm job \d+_[01]\n/);
        expect(code).toBe(0);
      }),
    PATIENCE_MS,
  );

  test.concurrent(
    'a runner started after a kill takes up the live job',
    () =>
      withProject(async project => {
        await project.write('pipeline.yaml', SLOW);
        const run = project.start('run', ...ON_SLURM);
        const end = ended(run);
        const id = await jobAtStep(project.path('artifacts'), 'count-steps', 5);
        run.kill('SIGKILL');
        await end;
        const {text, code} = await project.geneglot('run', ...ON_SLURM);
        expect(text).toContain(`count-steps: found again as Slurm job ${id}`);
        expect(text).not.toContain('submitted as');
        expect(code).toBe(0);
        const {startedAt} = await manifestOf(project.path('artifacts'), 'count-steps');
        const log = await project.read('artifacts/count-steps/latest/log.txt');
        expect(log.match(/^--- started /gm)).toHaveLength(1);
        expect(Date.parse(startedAt)).toBeLessThan(Date.now() - 9000);
      }),
    PATIENCE_MS,
  );

  test.concurrent(
    'an interrupt lets the stage save, ends with 130 and leaves no job',
    () =>
      withProject(async project => {
        await project.write('pipeline.yaml', SLOW);
        const run = project.start('run', ...ON_SLURM);
        const end = ended(run);
        const id = await jobAtStep(project.path('artifacts'), 'count-steps', 5);
        run.kill('SIGINT');
        expect(await end).toBe(130);
        await waitFor(
          async () => (await slurm('squeue', '--me', '--noheader', `--jobs=${id}`)) === '',
        );
        const {text} = await project.geneglot('run', ...ON_SLURM, '--set', 'count-steps.steps=200');
        expect(text).toContain('count-steps: starts at step after the checkpoint');
      }),
    PATIENCE_MS,
  );

  test.concurrent(
    'a failing stage tells its own error and its last output',
    () =>
      withProject(async project => {
        const {text, code} = await project.geneglot(
          ...['run', ...ON_SLURM],
          ...['--set', 'drop-small.minimum=50', '--set', 'drop-small.onEmpty=fail'],
        );
        const here = await project.geneglot(
          ...['run', '--set', 'drop-small.minimum=50', '--set', 'drop-small.onEmpty=fail'],
        );
        expect(code).toBe(1);
        const failureIn = (lines: string): string[] =>
          lines.split('\n').filter(line => /failed:|^ {4}\|/.test(line));
        expect(failureIn(text).length).toBeGreaterThan(0);
        expect(failureIn(text)).toEqual(failureIn(here.text));
      }),
    PATIENCE_MS,
  );

  test.concurrent(
    'a stage that runs out of time says so',
    () =>
      withProject(async project => {
        await project.write('pipeline.yaml', SLOW.replace('steps: 200', 'steps: 5000'));
        const {text, code} = await project.geneglot('run', ...ON_SLURM, '--sbatch=--time=1');
        expect(text).toMatch(/count-steps: failed: its Slurm job \d+ ran out of time/);
        expect(code).toBe(1);
      }),
    PATIENCE_MS,
  );

  test.concurrent(
    'a profile chooses it, and declared resources, retries, environment and timeouts hold there',
    () =>
      withProject(async project => {
        await project.write(
          'pipeline.yaml',
          `name: declared
stages:
  read-numbers: {inputs: {lists: data}}
  fail-first:
    inputs: {numbers: read-numbers.numbers}
    resources: {cpus: 1, memory: 300M}
    retries: 1
    env: {MODE: fast}
  count-steps: {inputs: {numbers: read-numbers.numbers}, params: {steps: 5000}, timeout: 4s}
profiles:
  cluster: {executor: slurm}
`,
        );
        const {text, code} = await project.geneglot('run', '--profile', 'cluster');
        expect(text).toMatch(/fail-first: attempt 2 of 2, 600/);
        expect(text.match(/fail-first: submitted as Slurm job/g)).toHaveLength(2);
        expect(text).toContain('fail-first: mode fast, 1 threads');
        expect(text).toMatch(/fail-first: done in/);
        // Counted from its start: it came to save, however long it had waited.
        expect(text).toContain('count-steps: failed: it was stopped after its timeout of 4 s');
        const saved = `${project.path('artifacts/count-steps')}/.state-*/saved/step.txt`;
        expect(Number(await slurm('bash', '-c', `cat ${saved}`))).toBeGreaterThan(0);
        expect(code).toBe(1);
      }),
    PATIENCE_MS,
  );

  test.concurrent(
    'an impossible demand is refused with Slurm’s words',
    () =>
      withProject(async project => {
        const {text, code} = await project.geneglot(
          'run',
          ...ON_SLURM,
          '--sbatch=--partition=none',
        );
        expect(text).toContain(
          'read-numbers: failed: Slurm did not take the job: invalid partition specified: none',
        );
        expect(code).toBe(1);
      }),
    PATIENCE_MS,
  );

  test.concurrent(
    'the real pipeline, its training requeued midway, ends with the bits of a local run',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'geneglot-slurm-'));
      const [here, there] = [join(folder, 'here'), join(folder, 'there')];
      // Three models side by side, one made of them, and what it completes: every way in which stages wait for others.
      const mixed = 'complete-gene-sets[mix-models]';
      const small = [
        'import-gene-sets.gmt=data/gene-sets/wikipathways.gmt.gz',
        'split.heldOutShare=0.2',
        'split.testSets=50',
        'train-gpt.maxSteps=300',
        'train-gpt.nLayer=2',
        'train-gpt.nEmbd=32',
        'train-gpt.nHead=2',
        'train-set-encoder.maxSteps=30',
        'mix-models.maxSets=40',
        'complete-gene-sets.seeds=[1]',
        'complete-gene-sets.protocols=[tcc]',
      ];
      const sets = small.flatMap(set => ['--set', set]);
      try {
        const prepared = await geneglotHere('run', 'tokenize', '--artifacts', here, ...sets);
        // With its text, which says what is wrong.
        expect(prepared).toMatchObject({code: 0});
        await cp(here, there, {recursive: true, preserveTimestamps: true, verbatimSymlinks: true});
        const onSlurm = geneglotHere('run', mixed, '--artifacts', there, ...ON_SLURM, ...sets);
        const id = await jobAtStep(there, 'train-gpt', 20);
        await slurm('scancel', '--batch', '--signal=USR1', id);
        const {text, code} = await onSlurm;
        expect(text).toMatch(/train-gpt: resumed at step \d+/);
        expect(text).toContain('train-gpt: requeued by Slurm, start 2');
        expect(code).toBe(0);
        await geneglotHere('run', 'train-gpt', '--artifacts', here, ...sets);
        expect(await hashesOf(there, ['train-gpt'])).toEqual(await hashesOf(here, ['train-gpt']));
      } finally {
        await rm(folder, {recursive: true, force: true});
      }
    },
    PATIENCE_MS,
  );

  test.concurrent(
    'a schedule by Slurm runs, submits its successor, and is removed',
    () =>
      withProject(async project => {
        const name = scheduleName(project.path('pipeline.yaml'));
        const pending = (): Promise<string> =>
          slurm(
            'squeue',
            '--me',
            '--noheader',
            '--states=PENDING',
            '--format=%i',
            `--name=${name}`,
          );
        const at = new Date(Date.now() - 60_000).toTimeString().slice(0, 5);
        const {code} = await project.geneglot('schedule', '--at', at, '--via', 'slurm');
        expect(code).toBe(0);
        const first = await pending();
        expect(first).toMatch(/^\d+$/);
        await slurm('scontrol', 'update', `JobId=${first}`, 'StartTime=now');
        const log = await waitFor(async () => {
          const text = await project.read('artifacts/.schedule/log.txt');
          return text.includes('4 stages: ') && text;
        });
        expect(log).toContain('4 stages: 4 ran');
        expect(await pending()).toMatch(/^\d+$/);
        await project.geneglot('schedule', '--remove', '--via', 'slurm');
        expect(await pending()).toBe('');
      }),
    PATIENCE_MS,
  );
});
