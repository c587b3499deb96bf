// The kill test in small: `make kill-test KILLS=200` is the full one.
import {execFile} from 'node:child_process';
import {join, resolve} from 'node:path';
import {expect, test} from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');

test('runs killed at random instants, with edits and other runs beside them, end right, and nothing finished runs again', async () => {
  const script = join(import.meta.dirname, 'kill-at-random.ts');
  const args = ['--import', 'tsx', script, '--kills', '8', '--seed', '5'];
  const text = await new Promise<string>(done => {
    execFile(process.execPath, args, {cwd: ROOT}, (_error, stdout, stderr) =>
      done(stdout + stderr),
    );
  });
  expect(text.trimEnd().split('\n').at(-1)).toBe('8 kills, 0 wrong');
}, 300_000);
