// What a process leaves is removed when it ends, in whatever way it ends.
import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {transformSync} from 'esbuild';
import {removeAtEnd} from '../../shared/formats/remove-at-end.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {waitUntil} from '../pipeline/project.ts';

const SOURCE = join(import.meta.dirname, '../../shared/formats/remove-at-end.ts');
const ENDS = {
  'of itself': '',
  'by process.exit': 'process.exit(3);',
  'by an error': "throw new Error('x');",
  'held up by a loop': 'for (;;);',
  'held up by a call': 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'geneglot-end-'));
  // Compiled once: a process that compiles starts late on a busy machine.
  const {code} = transformSync(readFileSync(SOURCE, 'utf8'), {loader: 'ts'});
  writeFileSync(join(folder, 'remove-at-end.mjs'), code);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

test('whatever ends the process, files and folders that it made ready to be removed are gone', async () => {
  const random = createRandom(12);
  for (const [how, ending] of Object.entries(ENDS)) {
    const left = join(folder, 'it is "left"');
    const script = join(folder, 'leave.mjs');
    const make = random.int(2)
      ? 'writeFileSync(path, "x")'
      : 'mkdirSync(path + "/deep", {recursive: true})';
    writeFileSync(
      script,
      `import {mkdirSync, writeFileSync} from 'node:fs';
import {removeAtEnd} from './remove-at-end.mjs';
void [mkdirSync, writeFileSync];
const path = process.argv[2];
removeAtEnd(path);
${make};
writeFileSync(path + '.ready', '');
${ending}
`,
    );
    const child = spawn(process.execPath, [script, left], {detached: true, stdio: 'ignore'});
    await waitUntil(async () => existsSync(`${left}.ready`));
    await wait(random.int(50));
    const signal = (['SIGINT', 'SIGTERM', 'SIGKILL'] as const)[random.int(3)];
    // As Ctrl+C does: to all of the group, where the process has not ended of itself.
    if (how.startsWith('held')) process.kill(-child.pid!, signal);
    await waitUntil(async () => !existsSync(left));
    rmSync(`${left}.ready`);
  }
  expect(readdirSync(folder)).toEqual(['leave.mjs', 'remove-at-end.mjs']);
}, 60_000);

test('what is removed at once does not wait for the end', () => {
  const path = join(folder, 'file');
  const remove = removeAtEnd(path);
  writeFileSync(path, '');
  remove();
  expect(existsSync(path)).toBe(false);
});
