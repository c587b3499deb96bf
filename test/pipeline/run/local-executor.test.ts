// What a stage may do to its process and its output: the run always ends with a sentence.
import {execFileSync} from 'node:child_process';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {createProject, type Output, type Project} from '../project.ts';

let project: Project;
let text: string;
beforeAll(async () => {
  project = await createProject();
  text = await project.read('stages/scale.ts');
});
afterAll(() => project.remove());

/** Runs the stage scale, in which `statement` stands before it writes its output. */
async function runWith(statement: string): Promise<Output> {
  const write = 'await outputs.scaled.write';
  await project.write('stages/scale.ts', text.replace(write, `${statement}\n    ${write}`));
  return project.geneglot('run', 'scale');
}

describe('a stage', () => {
  test('ends when its process ends, whoever still holds its output', async () => {
    const startedAt = performance.now();
    const {text: shown, code} = await runWith(
      "const {spawn} = await import('node:child_process');\n    const {pid} = spawn('sleep', ['60'], {stdio: 'inherit', detached: true});\n    console.log('left', pid);",
    );
    const log = await project.read('artifacts/scale/latest/log.txt');
    execFileSync('kill', [/left (\d+)/.exec(log)?.[1] ?? '']);
    expect(shown).toContain('scale: warning: it left a process behind that goes on');
    expect(shown).toContain('scale: done');
    expect(code).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(50_000);
  }, 60_000);

  test('that prints without the end of a line is cut in what is shown, not in its log', async () => {
    const {text: shown} = await runWith(
      "for (let i = 0; i < 40; i++) {\n      if (!process.stdout.write('x'.repeat(1e6))) await new Promise(resolve => process.stdout.once('drain', resolve));\n    }\n    throw new Error('y'.repeat(1e7));",
    );
    expect(shown).toContain(`    | ${'x'.repeat(1000)}…\n`);
    expect(shown).toContain('scale: failed: yyy');
    expect(shown.length).toBeLessThan(30_000);
  }, 60_000);

  test.each([
    ['throw undefined;', 'it threw undefined in place of an error'],
    ["throw 'text';", 'it threw text in place of an error'],
    ['throw {a: 1};', 'it threw {"a":1} in place of an error'],
    [
      'throw Object.create(Error.prototype, {message: {get() { throw 1; }}, stack: {get() { throw 2; }}});',
      'Error',
    ],
    [
      'void Promise.reject(undefined); await new Promise(r => setTimeout(r, 5000));',
      'it threw undef',
    ],
    [
      'setTimeout(() => { throw null; }); await new Promise(r => setTimeout(r, 5000));',
      'it threw null',
    ],
    ['JSON.parse(undefined as never);', 'unexpected SyntaxError: '],
    ['process.exit(7);', 'its process ended with exit code 7 before it was done'],
    [
      "process.kill(process.pid, 'SIGSEGV'); await new Promise(r => setTimeout(r, 5000));",
      'its process was killed by SIGSEGV',
    ],
    ['process.disconnect?.();', 'its process ended with exit code 130 before it was done'],
    ['return;', 'Stage scale finished without writing its output scaled'],
  ])(
    '%s',
    async (statement, message) => {
      const {text: shown, code} = await runWith(statement);
      expect(shown).toContain(`scale: failed: ${message}`);
      expect(shown).not.toMatch(/\n\s+at /);
      expect(code).toBe(1);
    },
    60_000,
  );
});
