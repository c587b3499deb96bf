// Killed or interrupted at work: nothing half-made is taken as done, and saved state is gone on from.
import {readlink} from 'node:fs/promises';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {createProject, ended, type Project, waitUntil} from '../project.ts';

const PIPELINE = `name: slow
stages:
  read-numbers: {inputs: {lists: data}}
  count-steps: {inputs: {numbers: read-numbers.numbers}}
`;

describe('a stage stopped at work', () => {
  let project: Project;

  beforeEach(async () => {
    project = await createProject();
    await project.write('pipeline.yaml', PIPELINE);
  });
  afterEach(() => project.remove());

  async function stateFolder(): Promise<string> {
    const names = await project.artifactNames('count-steps');
    return `artifacts/count-steps/${names.find(name => name.startsWith('.state-'))}`;
  }

  async function waitForStep(step: number): Promise<void> {
    await waitUntil(
      async () => Number(await project.read(`${await stateFolder()}/saved/step.txt`)) >= step,
    );
  }

  async function expectResumedRun(): Promise<void> {
    const {text, code} = await project.geneglot('run');
    expect(code).toBe(0);
    expect(text).toContain('count-steps: started (never run; an earlier attempt left its state)');
    expect(text).toContain('count-steps: starts at step after the checkpoint');
    expect(await project.json('artifacts/count-steps/latest/steps.json')).toHaveLength(40);
    const key = await readlink(project.path('artifacts/count-steps/latest'));
    expect(await project.artifactNames('count-steps')).toEqual([key, 'latest']);
  }

  test('a killed stage leaves no output taken as done, and the next run resumes', async () => {
    const run = project.start('run');
    const end = ended(run);
    await waitForStep(5);
    run.kill('SIGKILL');
    await end;
    const names = await project.artifactNames('count-steps');
    expect(names.filter(name => !name.startsWith('.'))).toEqual([]);
    expect(names.some(name => name.startsWith('.tmp-'))).toBe(true);
    await waitForQuiet();
    await expectResumedRun();
  }, 60_000);

  // The orphaned child notices that its runner is gone and stops at its next step.
  async function waitForQuiet(): Promise<void> {
    let before = '';
    await waitUntil(async () => {
      const now = await project.read(`${await stateFolder()}/saved/step.txt`);
      await new Promise(next => setTimeout(next, 300));
      const same =
        now === before && now === (await project.read(`${await stateFolder()}/saved/step.txt`));
      before = now;
      return same;
    });
    expect(Number(before)).toBeLessThan(40);
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s lets the stage save, ends with 130, and the next run resumes',
    async signal => {
      const run = project.start('run');
      const end = ended(run);
      await waitForStep(5);
      run.kill(signal);
      // A terminal that closes says so twice.
      if (signal === 'SIGHUP') run.kill(signal);
      expect(await end).toBe(130);
      const names = await project.artifactNames('count-steps');
      expect(names.map(name => name.slice(0, 6))).toEqual(['.state']);
      await expectResumedRun();
    },
    60_000,
  );

  test('a stage that never looks at the signal is ended at once', async () => {
    await project.edit('stages/count-steps.ts', 'stateFolder, signal, log', 'stateFolder, log');
    await project.edit('stages/count-steps.ts', 'signal.throwIfAborted();', '');
    await project.edit(
      'pipeline.yaml',
      'read-numbers.numbers}',
      'read-numbers.numbers}, params: {stepMs: 500}',
    );
    const run = project.start('run');
    const end = ended(run);
    await waitForStep(1);
    const before = performance.now();
    run.kill('SIGTERM');
    expect(await end).toBe(130);
    expect(performance.now() - before).toBeLessThan(3000);
  }, 60_000);

  test('a stage that returns early when interrupted is not taken as done', async () => {
    await project.edit(
      'stages/count-steps.ts',
      'signal.throwIfAborted();',
      'if (signal.aborted) return;',
    );
    const run = project.start('run');
    const end = ended(run);
    await waitForStep(3);
    run.kill('SIGINT');
    expect(await end).toBe(130);
    expect((await project.artifactNames('count-steps')).every(name => name.startsWith('.'))).toBe(
      true,
    );
  }, 60_000);

  test('a stage whose process dies is told apart from one that throws', async () => {
    await project.edit(
      'stages/count-steps.ts',
      'signal.throwIfAborted();',
      "process.kill(process.pid, 'SIGKILL');",
    );
    const {text, code} = await project.geneglot('run');
    expect(code).toBe(1);
    expect(text).toContain(
      'count-steps: failed: its process was killed by SIGKILL (out of memory?)',
    );
  }, 60_000);
});
