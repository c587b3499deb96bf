// The code that V8 keeps of the runner: however it is damaged, the next process does the same, and keeps it anew.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {createRandom} from '../../../shared/stats/random.ts';

const MODULE = pathToFileURL(join(import.meta.dirname, '../../../bin/load-compiled.mjs')).href;
const COMPILED = `(function(exports,require,module,__import){
const parts = Array.from({length: 200}, (_, i) => require('node:path').join('a', String(i)));
exports.answer = async () => parts.length + (await __import('node:os')).EOL.length;
})`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'geneglot-kept-'));
  writeFileSync(join(folder, 'compiled.cjs'), COMPILED);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

function answer(): string {
  const code = `const {loadCompiled} = await import('${MODULE}');
console.log(await loadCompiled(process.argv[1], 'run').answer());`;
  const args = ['--input-type=module', '-e', code, join(folder, 'compiled.cjs')];
  return execFileSync(process.execPath, args, {encoding: 'utf8'});
}

test('damaged at random it is kept anew', () => {
  const random = createRandom(30);
  expect(answer()).toBe('201\n');
  const [kept] = readdirSync(folder).filter(name => name.endsWith('.v8'));
  const whole = readFileSync(join(folder, kept));
  for (let tries = 0; tries < 12; tries++) {
    const damaged = Buffer.from(whole);
    for (let i = 0; i <= random.int(8); i++)
      damaged[random.int(whole.length)] ^= 1 + random.int(255);
    const length = random.int(2) ? whole.length : random.int(whole.length);
    writeFileSync(join(folder, kept), damaged.subarray(0, length));
    expect(answer()).toBe('201\n');
    expect(readFileSync(join(folder, kept)).length).toBe(whole.length);
  }
}, 60_000);
