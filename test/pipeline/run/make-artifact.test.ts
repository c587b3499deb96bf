// What is stored under a key is what the key says: sources, code and upstream outputs that change while a stage reads
// them, also where the change is undone before the stage has ended.
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {readFile, rm, utimes, writeFile} from 'node:fs/promises';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {COMMAND, createProject, ended, type Project} from '../project.ts';

const PIPELINE = `name: to-be-edited
stages:
  read-numbers: {inputs: {lists: data/small.txt}}
  chain-steps: {inputs: {numbers: read-numbers.numbers}, params: {steps: 30, stepMs: 50}}
`;

let project: Project;
beforeEach(async () => {
  project = await createProject();
  await project.write('pipeline.yaml', PIPELINE);
});
afterEach(() => project.remove());

/** Starts a run, calls `disturb` once the chain has begun to grow, and gives what the run printed. */
async function runAndDisturb(disturb: () => Promise<void>): Promise<{code: number; text: string}> {
  const run = spawn(process.execPath, [COMMAND, 'run'], {cwd: project.folder});
  // The run may end before the disturbance does.
  const end = ended(run);
  let text = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', part => (text += part));
  while (run.exitCode === null && !(await isAtWork())) await wait(10);
  await disturb();
  await end;
  return {code: run.exitCode as number, text};
}

/** Whether the chain has begun to grow. */
async function isAtWork(): Promise<boolean> {
  const names = await project.artifactNames('chain-steps');
  return names.some(name =>
    existsSync(project.path('artifacts/chain-steps', name, 'saved/chain.json')),
  );
}

const chain = async (): Promise<string> =>
  readFile(project.path('artifacts/chain-steps/latest/chain.json'), 'utf8');

describe('files that change while a stage reads them', () => {
  test('an upstream output touched and put back: nothing is kept, the stage runs again', async () => {
    await project.geneglot('run');
    const expected = await chain();
    await rm(project.path('artifacts/chain-steps'), {recursive: true});
    const output = project.path('artifacts/read-numbers/latest/numbers.json');
    const {code, text} = await runAndDisturb(async () => {
      const before = await readFile(output, 'utf8');
      await writeFile(output, '[9999]\n');
      await writeFile(output, before);
    });
    expect(text).toContain('changed while the stage ran: nothing of it is kept, and it runs again');
    expect(code).toBe(0);
    expect(await chain()).toBe(expected);
  }, 240_000);

  test('code edited meanwhile: the stage runs again under the new key', async () => {
    const file = 'stages/chain-steps.ts';
    const source = await project.read(file);
    const {code, text} = await runAndDisturb(() =>
      project.write(file, source.replace('16807', '16806')),
    );
    expect(text).toContain('stages/chain-steps.ts changed while the stage ran');
    expect(code).toBe(0);
    const {text: status} = await project.geneglot('status');
    expect(status).not.toContain('code changed');
    await project.write(file, source);
    const {text: undone} = await project.geneglot('run');
    expect(undone).toContain('chain-steps: started');
  }, 240_000);

  test('a comment edited meanwhile, or the upstream made again to the same bytes, disturbs nothing', async () => {
    const file = 'stages/chain-steps.ts';
    const source = await project.read(file);
    const {code, text} = await runAndDisturb(async () => {
      await project.write(file, `// A comment more.\n${source}`);
      await project.geneglot('run', 'read-numbers', '--force', 'read-numbers');
    });
    expect(code).toBe(0);
    expect(text).not.toContain('while the stage ran');
    expect((await project.geneglot('run')).text).toContain('2 stages: 0 ran, 2 up to date');
  }, 240_000);

  test('a default edited while an earlier stage runs: nothing is kept under the key of the old one', async () => {
    await project.write(
      'pipeline.yaml',
      `${PIPELINE}  scale: {inputs: {numbers: chain-steps.chain}}\n`,
    );
    const {code, text} = await runAndDisturb(() =>
      project.edit('stages/scale.ts', 'default(2)', 'default(3)'),
    );
    expect(text).toContain('found other parameters or formats than when this run began');
    expect(code).toBe(1);
    expect((await project.geneglot('run', '--set', 'scale.factor=2')).code).toBe(0);
    const numbers = JSON.parse(await chain());
    const scaled = await project.json('artifacts/scale/latest/scaled.json');
    expect(scaled).toEqual(numbers.map((number: number) => 2 * number));
  }, 240_000);

  test('files that never rest: an error says so, and nothing is kept', async () => {
    await project.geneglot('run', 'read-numbers');
    const output = project.path('artifacts/read-numbers/latest/numbers.json');
    let isOver = false;
    const run = runAndDisturb(async () => undefined).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await utimes(output, new Date(), new Date());
      await wait(200);
    }
    const {code, text} = await run;
    expect(code).toBe(1);
    expect(text).toContain('expected inputs and code that rest while a stage reads them');
    await expect(chain()).rejects.toThrow('ENOENT');
  }, 240_000);
});
