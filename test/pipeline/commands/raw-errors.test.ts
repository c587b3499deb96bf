// What a user's system may refuse: every command ends with a sentence, never with a stack or in silence.
import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {COMMAND, createProject, type Output, type Project} from '../project.ts';

let project: Project;
beforeAll(async () => {
  project = await createProject();
  expect((await project.geneglot('run')).code).toBe(0);
});
afterAll(() => project.remove());

/** Runs a line of bash in the project, where $G is the command; the code is that of the whole pipe. */
function shell(line: string): Promise<Output> {
  const env = {...process.env, GENEGLOT_ARTIFACTS: '', G: COMMAND};
  const script = `set -o pipefail; G() { ${process.execPath} "$G" "$@"; }; ${line}`;
  return new Promise(done => {
    execFile('bash', ['-c', script], {cwd: project.folder, env}, (error, stdout, stderr) => {
      done({code: error ? Number(error.code ?? 1) : 0, text: stdout + stderr});
    });
  });
}

function expectSentence({text}: Output): void {
  expect(text).not.toMatch(/\n\s+at .*:\d+|cannot read propert|report this as a fault/i);
}

describe('a reader that goes away', () => {
  test.each([
    ['G status | head -1', 0],
    ['G plan --explain | true', 0],
    ['G log scale | true', 0],
    ['G run --force | head -1', 0],
    ['G run --force --log json | true', 0],
    ['G --help | true', 0],
    ['G nonsense 2>&1 | true', 2],
  ])(
    '%s',
    async (line, code) => {
      const output = await shell(line);
      expectSentence(output);
      expect(output.text).not.toContain('EPIPE');
      expect(output.code).toBe(code);
    },
    60_000,
  );
});

describe('an output that takes nothing', () => {
  test('is said once, and the exit code is 1', async () => {
    if (!existsSync('/dev/full')) return;
    for (const command of ['status', 'log scale', 'run --force']) {
      const output = await shell(`G ${command} > /dev/full`);
      expect(output).toEqual({
        code: 1,
        text: 'standard output cannot be written (ENOSPC): a part of the answer is lost\n',
      });
    }
  }, 60_000);
});

describe('a limit of the system', () => {
  test('on files is a sentence that says how to raise it, or does not matter', async () => {
    for (const files of [20, 22, 24, 26, 28, 30, 35]) {
      const output = await shell(`ulimit -n ${files}; G run --force`);
      expectSentence(output);
      if (output.code !== 0) expect(output.text).toMatch(/EMFILE|ulimit -n/);
    }
  }, 120_000);

  test('on the size of files is a sentence', async () => {
    const output = await shell('ulimit -f 1; G run --force');
    expectSentence(output);
    expect(output.text).toContain('the file would be larger than the system allows (EFBIG');
    expect(output.code).toBe(1);
  }, 60_000);
});

describe('a folder', () => {
  test('of artifacts that is a file is refused by every command', async () => {
    await writeFile(project.path('file'), '');
    for (const artifacts of ['file', 'file/below']) {
      for (const command of ['run', 'status', 'gc', 'verify', 'history', 'clean --yes', 'graph']) {
        const output = await shell(`G ${command} --artifacts ${artifacts}`);
        expect(output).toEqual({
          code: 1,
          text: `${artifacts}: found a file, expected a folder for the artifacts\n    Move it away, or name another folder with --artifacts.\n`,
        });
      }
    }
  }, 120_000);

  test('that is gone ends every command started in it', async () => {
    for (const command of ['status', 'run', 'complete TP53']) {
      const output = await shell(`mkdir gone; cd gone; rmdir ../gone; G ${command}`);
      expect(output.text).toContain('geneglot: the working directory is gone; change to one');
      expect(output.code).toBe(1);
    }
  }, 60_000);

  test('of the user need not be known', async () => {
    expect((await shell('unset HOME; G status')).code).toBe(0);
  }, 60_000);
});
