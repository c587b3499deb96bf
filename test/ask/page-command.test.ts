// `geneglot page` and `geneglot serve` as a user runs them: what they refuse, and that serving ends.
import {execFile, spawn} from 'node:child_process';
import {copyFileSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {scratchFolder} from '../formats/scratch-folder.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const COMMAND = join(ROOT, 'bin/geneglot.mjs');
const OWN = join(ROOT, 'data/model/human-gene-sets.geneglot');
const scratch = scratchFolder();

function geneglot(...args: string[]): Promise<{code: number; errors: string}> {
  return new Promise(done => {
    execFile(process.execPath, [COMMAND, ...args], {cwd: ROOT}, (error, _, errors) =>
      done({code: error ? Number(error.code) : 0, errors}),
    );
  });
}

describe('geneglot page', () => {
  test('writes a page with the model in it and says where', async () => {
    const out = scratch('workbench.html');
    const {code, errors} = await geneglot('page', '--bundle', OWN, '--out', out);
    expect([code, errors]).toEqual([0, expect.stringMatching(/workbench\.html \(\d/)]);
    const page = readFileSync(out, 'utf8');
    expect(page).toContain(readFileSync(OWN).toString('base64'));
    expect(page.startsWith('<!doctype html>')).toBe(true);
  });

  test('refuses a model file cut in half, altered, absent or of another kind', async () => {
    const bytes = readFileSync(OWN);
    const half = scratch('half.geneglot');
    writeFileSync(half, bytes.subarray(0, bytes.length / 2));
    const altered = scratch('altered.geneglot');
    const other = Uint8Array.from(bytes);
    other[bytes.length - 1000] ^= 1;
    writeFileSync(altered, other);
    const text = scratch('text.geneglot');
    copyFileSync(COMMAND, text);
    const files = [half, altered, text, scratch('none.geneglot'), ROOT];
    await Promise.all(
      files.map(async (file, i) => {
        const out = scratch(`refused-${i}.html`);
        const {code, errors} = await geneglot('page', '--bundle', file, '--out', out);
        expect([code, errors]).toEqual([
          1,
          expect.stringMatching(/found .*expected|bytes are not/),
        ]);
        expect(existsSync(out)).toBe(false);
      }),
    );
  });
});

describe('geneglot serve', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'answers until %s, then ends without an error',
    async signal => {
      const server = spawn(process.execPath, [COMMAND, 'serve', '--bundle', OWN], {cwd: ROOT});
      const ended = new Promise(done => server.on('exit', (...how) => done(how)));
      const address = await new Promise<string>(found => {
        server.stdout.on('data', data => {
          const [url] = /http:\S+/.exec(String(data)) ?? [];
          if (url) found(url);
        });
      });
      const page = await (await fetch(address)).text();
      expect(page).toContain('data-address="model.geneglot"');
      const model = await (await fetch(`${address}model.geneglot`)).arrayBuffer();
      expect(Buffer.compare(Buffer.from(model), readFileSync(OWN))).toBe(0);
      server.kill(signal);
      expect(await ended).toEqual([0, null]);
    },
  );

  test('says when its port is taken or none', async () => {
    const {code, errors} = await geneglot('serve', '--bundle', OWN, '--port', '70000');
    expect([code, errors]).toEqual([1, expect.stringContaining('found 70000')]);
  });
});
