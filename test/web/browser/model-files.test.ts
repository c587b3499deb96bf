// Model files in the browser: a damaged one gives a sentence and nothing else; `geneglot page` and `serve` refuse it too;
// what the served page answers is what the command answers in Node.
import {execFile, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {readFile, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {Browser} from 'playwright-core';
import {encodeModelFile} from '../../../shared/formats/model-file.ts';
import {OWN_FILE} from '../compute/ask-worker.ts';
import {startChromium} from './chromium.ts';
import {describeInBrowser} from './describe-in-browser.ts';
import {type PageFile, textOf, Workbench, writePage} from './workbench.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const COMMAND = [join(ROOT, 'bin/geneglot.mjs')];
const LIST = ['TP53', 'p53', 'MDM2', '7157', 'Sep-02', 'FOOBAR12', 'ATM', 'CHEK2'];

/** Model files that are none, and what is said of each. */
function brokenFiles(whole: Buffer): [string, Uint8Array, string][] {
  const altered = Buffer.from(whole);
  altered[whole.length >> 1] ^= 1;
  const newer = Buffer.from(whole);
  newer.writeUInt32LE(2, 8);
  return [
    ['cut in half', whole.subarray(0, whole.length >> 1), 'cut short or altered'],
    ['altered by one byte', altered, 'cut short or altered'],
    ['of a newer version', newer, 'found format 2, expected 1. Update geneglot.'],
    ['that asks for much memory', greedy(), `its header asks for ${2 ** 50} bytes`],
    ['that is a page', Buffer.from(`<!doctype html>${' '.repeat(99)}`), 'found no model file'],
    ['without a byte', Buffer.alloc(0), 'found no model file'],
  ];
}

/** A file whose header claims a part of 2^50 bytes, with the right hash. */
function greedy(): Uint8Array {
  const model = {depth: 1, hidden: 1, calibration: {expected: [], observed: []}, members: []};
  const honest = encodeModelFile({about: {title: 'x', model}, parts: new Map([['x', 'y']])});
  const claim = String(2 ** 50);
  const text = Buffer.from(honest).toString('latin1').replace('"bytes":1}', `"bytes":${claim}}`);
  const forged = Buffer.from(text, 'latin1');
  forged.writeUInt32LE(forged.readUInt32LE(12) + claim.length - 1, 12);
  createHash('sha256').update(forged.subarray(48)).digest().copy(forged, 16);
  return forged;
}

/** Runs a command to its end. */
function run(...given: string[]): Promise<{code: number; out: string; err: string}> {
  return new Promise(done => {
    const child = execFile(process.execPath, [...COMMAND, ...given], {cwd: ROOT}, (_, out, err) =>
      done({code: child.exitCode ?? -1, out, err}),
    );
  });
}

describeInBrowser('model files in a page', () => {
  let file: PageFile;
  let browser: Browser;
  let broken: ReturnType<typeof brokenFiles>;
  beforeAll(async () => {
    [file, browser] = await Promise.all([writePage(), startChromium()]);
    broken = brokenFiles(await readFile(OWN_FILE));
  });
  afterAll(async () => {
    await browser.close();
    await file.remove();
  });

  test('a damaged one gives a sentence, and the page takes no question', async () => {
    for (const [what, bytes, said] of broken) {
      const page = await writePage(bytes);
      const bench = await Workbench.visit(browser, page.address);
      const alert = bench.page.getByRole('alert');
      expect([what, await textOf(alert)]).toEqual([what, expect.stringContaining(said)]);
      expect(await textOf(alert)).toMatch(/^human-gene-sets\.geneglot: .*\.$/);
      await bench.box.fill('TP53');
      expect(await bench.page.locator('.panel, .headline, .readings').count()).toBe(0);
      expect(bench.said).toEqual([]);
      await bench.close();
      await page.remove();
    }
  });

  test('geneglot page and serve refuse a damaged one by the same sentence and write nothing', async () => {
    for (const [what, bytes, said] of broken.slice(0, 4)) {
      const bundle = join(file.folder, 'bad.geneglot');
      await writeFile(bundle, bytes);
      const out = join(file.folder, 'bad.html');
      const tries = [['page', '--out', out], ['serve']];
      for (const given of what === 'cut in half' ? tries : tries.slice(0, 1)) {
        const {code, err} = await run(...given, '--bundle', bundle);
        expect([what, code, err]).toEqual([what, 1, expect.stringContaining(said)]);
        expect(err).not.toMatch(/^\s+at /m);
      }
      await expect(readFile(out)).rejects.toThrow('ENOENT');
    }
  });

  test('geneglot serve shows the same page, whose answer is the command’s, and ends at SIGINT', async () => {
    const server = spawn(process.execPath, [...COMMAND, 'serve', '--bundle', OWN_FILE], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise(done => server.once('exit', (code, signal) => done([code, signal])));
    try {
      const address = await new Promise<string>(done =>
        server.stdout.on('data', data => done(String(data).split('\n')[0])),
      );
      const hash = `#genes=${encodeURIComponent(LIST.join(' '))}`;
      const bench = await Workbench.open(browser, `${address}${hash}`);
      const own = await Workbench.open(browser, `${file.address}${hash}`);
      expect(await textOf(bench.page.locator('#app'))).toBe(await textOf(own.page.locator('#app')));
      const urls = bench.requests.filter(url => !url.startsWith('blob:'));
      expect(urls.map(url => url.split('#')[0])).toEqual([address, `${address}model.geneglot`]);
      const {text} = await bench.take(bench.panel('complete').getByRole('button', {name: 'JSON'}));
      const answered = JSON.parse(text);
      const command = await run(
        'complete',
        '--bundle',
        OWN_FILE,
        '--json',
        '--top',
        '50',
        '--support',
        '3',
        ...LIST,
      );
      const [set] = JSON.parse(command.out).sets;
      // Browsers and Node differ in the last digits of exponentials.
      const row = ({rank, symbol, name, chance}: Record<string, unknown>) => ({
        ...{rank, symbol, name},
        chance: Number(chance).toPrecision(12),
      });
      expect(answered.suggestions.map(row)).toEqual(set.genes.map(row));
      expect(answered.missing).toBe(set.missing);
      await Promise.all([bench.close(), own.close()]);
    } finally {
      server.kill('SIGINT');
    }
    expect(await ended).toEqual([0, null]);
  });
});
