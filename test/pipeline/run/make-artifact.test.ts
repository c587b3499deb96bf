// What is stored under a key is what the key says: sources, code and upstream outputs that change while a stage reads
// them, also where the change is undone before the stage has ended.
import {spawn} from 'node:child_process';
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
  let text = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', part => (text += part));
  while (!text.includes('chain-steps: started')) await wait(10);
  await wait(300);
  await disturb();
  await ended(run);
  return {code: run.exitCode as number, text};
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
