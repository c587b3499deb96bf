// The Slurm executor's judgements without a Slurm: what the queue says, how a job ended, which job is whose.
import {appendFile, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {StageTask} from '../../shared/pipeline/run/stage-executor.ts';
import {isJobOf} from '../../shared/pipeline/slurm/adopt.ts';
import {parseQueue} from '../../shared/pipeline/slurm/job-queue.ts';
import {MessageTail} from '../../shared/pipeline/slurm/message-tail.ts';
import {requeueOptions, resourceOptions} from '../../shared/pipeline/slurm/sbatch-options.ts';
import {storeMark} from '../../shared/pipeline/slurm/store-mark.ts';
import {type Evidence, judge} from '../../shared/pipeline/slurm/verdict.ts';
import {isTiny} from '../../shared/pipeline/slurm/worker.ts';
import {createProject} from './project.ts';

const resources = {cpus: 1, gpus: 0};
const at = '2026-01-31T02:00:00.000Z';
const task = {
  ...{stage: 'train', key: '8d21'.repeat(16), folder: '/store/train/.state-8d21'},
  ...{request: {} as StageTask['request'], resources},
};

describe('the verdict on a job', () => {
  const evidence: Evidence = {
    ...{id: '12', exit: undefined, end: undefined, status: {type: 'unknown'}},
    ...{resources: {...resources, time: 3600}, cancelled: false},
  };
  const listed = (state: string) => ({type: 'listed' as const, state, reason: 'None'});
  const exit = (code: number) => ({code, job: '12', restart: 0});

  test('a controller that does not answer ends nothing', () => {
    expect(judge(evidence)).toBeUndefined();
    expect(judge({...evidence, exit: exit(130), end: {type: 'interrupted', at}})).toBeUndefined();
  });

  test('a stage that saved for a requeue has not ended', () => {
    const saved = {...evidence, exit: exit(130), end: {type: 'interrupted' as const, at}};
    expect(judge({...saved, status: listed('PENDING')})).toBeUndefined();
    expect(judge({...saved, status: listed('COMPLETING')})).toBeUndefined();
    expect(judge({...saved, status: listed('CANCELLED')})).toMatchObject({
      failure: {message: 'its Slurm job 12 was cancelled by someone else (scancel)'},
    });
  });

  test('a thrown error needs no word of Slurm', () => {
    const end = {type: 'error' as const, message: 'no sets', stack: undefined};
    expect(judge({...evidence, exit: exit(1), end})).toMatchObject({
      failure: {reason: 'error', message: 'no sets'},
    });
  });

  test('our own cancel is an interrupt, even of a job that never started', () => {
    const interrupted = {failure: {reason: 'interrupted'}};
    expect(judge({...evidence, cancelled: true})).toBeUndefined();
    expect(judge({...evidence, cancelled: true, exit: exit(130)})).toMatchObject(interrupted);
    expect(judge({...evidence, cancelled: true, status: {type: 'gone'}})).toMatchObject(
      interrupted,
    );
  });

  test.each([
    ['TIMEOUT', undefined, /ran out of time \(resources.time: 1 h 0 min\)/],
    ['OUT_OF_MEMORY', 137, /needed more memory/],
    ['NODE_FAIL', undefined, /lost its node/],
    ['FAILED', 137, /its process in Slurm job 12 was killed by signal 9 \(out of memory\?\)/],
    ['FAILED', 3, /ended with exit code 3 before it was done/],
    ['COMPLETED', undefined, /ended \(COMPLETED\) before its stage did/],
    ['COMPLETED', 75, /could not be requeued/],
  ])('%s with exit %s is told in words', (state, code, message) => {
    const given = {...evidence, status: listed(state), exit: code ? exit(code) : undefined};
    expect(judge(given)).toMatchObject({
      ...{type: 'over', failure: {message: expect.stringMatching(message)}},
    });
  });
});

describe('jobs of the queue', () => {
  test('tasks of an array are told apart, and the comment may hold anything', () => {
    const jobs = parseQueue('12|12|N/A|RUNNING|None|a b\n14|13|1|PENDING|Priority|x|y\n');
    expect(jobs.map(({id, state, comment}) => [id, state, comment])).toEqual([
      ['12', 'RUNNING', 'a b'],
      ['13_1', 'PENDING', 'x|y'],
    ]);
  });

  test('a job is the task’s by store, key and place in the array', () => {
    const job = {state: 'RUNNING', reason: 'None'};
    const comment = `${storeMark(task)} ffffffffffffffff ${task.key.slice(0, 16)}`;
    expect(isJobOf({...job, id: '7_1', comment}, task)).toBe(true);
    expect(isJobOf({...job, id: '7_0', comment}, task)).toBe(false);
    const elsewhere = {...task, folder: '/other/train/.state-8d21'};
    expect(isJobOf({...job, id: '7_1', comment}, elsewhere)).toBe(false);
  });

  test('resources are asked for in Slurm’s words', () => {
    expect(resourceOptions({cpus: 4, memory: 2 ** 31, gpus: 2, time: 90})).toEqual([
      ...['--cpus-per-task=4', '--mem=2048M', '--gres=gpu:2', '--time=2'],
    ]);
    expect(requeueOptions({...resources, time: 3600}, [])).toContain('--signal=B:USR1@120');
    expect(requeueOptions({...resources, time: 300}, [])).toEqual([
      '--requeue',
      '--open-mode=append',
    ]);
    expect(requeueOptions(resources, ['--time=1'])).not.toContain('--signal=B:USR1@120');
  });

  test('only a stage known to be short and without a GPU is tiny', () => {
    expect(isTiny(task)).toBe(false);
    expect(isTiny({...task, expectedSeconds: 3})).toBe(true);
    expect(isTiny({...task, expectedSeconds: 31})).toBe(false);
    expect(isTiny({...task, expectedSeconds: 3, resources: {cpus: 1, gpus: 1}})).toBe(false);
  });
});

test('messages are read line by line, and a line cut by a kill is left out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'geneglot-tail-'));
  const file = join(folder, 'messages.jsonl');
  const tail = new MessageTail(file);
  expect(await tail.read()).toEqual([]);
  await appendFile(file, '{"type":"interrupted"}\n{"type":"met');
  expect(await tail.read()).toEqual([{type: 'interrupted'}]);
  await appendFile(file, '\n{"type":"metric","name":"é","value":1}\n');
  expect(await tail.read()).toEqual([{type: 'metric', name: 'é', value: 1}]);
  await rm(folder, {recursive: true});
});

test('a machine without Slurm is told so before anything runs', async () => {
  const project = await createProject();
  const {PATH} = process.env;
  process.env.PATH = project.path('bin');
  const {text, code} = await project.geneglot('run', '--executor', 'slurm').finally(() => {
    process.env.PATH = PATH;
  });
  expect(text).toContain("--executor slurm: found no sbatch on PATH, expected Slurm's commands");
  expect(code).toBe(1);
  expect((await project.geneglot('run', '--executor', 'pbs')).text).toBe(
    '--executor: found pbs, expected local or slurm\n',
  );
  await project.remove();
}, 30_000);
