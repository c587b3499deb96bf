// Typing in the browser: each kind of reading, the choices below it, the examples, and what stands in place of an answer.
import {readFile} from 'node:fs/promises';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {Browser} from 'playwright-core';
import {open} from '../../../run/geneglot.mjs';
import {OWN_FILE} from '../compute/ask-worker.ts';
import {startChromium} from './chromium.ts';
import {describeInBrowser} from './describe-in-browser.ts';
import {manySymbols, type PageFile, textOf, Workbench, writePage} from './workbench.ts';

describeInBrowser('names in the box', () => {
  let file: PageFile;
  let browser: Browser;
  let bench: Workbench;
  beforeAll(async () => {
    [file, browser] = await Promise.all([writePage(), startChromium()]);
    bench = await Workbench.open(browser, file.address);
  });
  afterAll(async () => {
    await browser.close();
    await file.remove();
  });

  test('an empty box shows three examples and no panel', async () => {
    const {page} = bench;
    expect(
      await page
        .getByRole('list', {name: /^Examples/})
        .getByRole('button')
        .count(),
    ).toBe(3);
    expect(await page.locator('.panel').count()).toBe(0);
  });

  test('an example fills the box and is answered', async () => {
    const {page} = bench;
    const example = page
      .getByRole('list', {name: /^Examples/})
      .getByRole('button')
      .first();
    const [, name, genes] = /^(.*\)) ?(\d+) of its \d+ genes/.exec(await textOf(example)) ?? [];
    await example.click();
    await bench.settle();
    expect((await bench.box.inputValue()).split(' ')).toHaveLength(Number(genes));
    expect(await textOf(page.locator('.headline'))).toContain(
      `most enriched in ${name}, which holds ${genes} of your ${genes} genes (q `,
    );
  });

  test('a list that is a whole set lacks nothing, and one of two genes is about nothing', async () => {
    const {page} = bench;
    const {sets, symbols} = await open(await readFile(OWN_FILE));
    const set = Array.from({length: sets.S}, (_, i) => i).find(
      i => sets.offsets[i + 1] - sets.offsets[i] === 14,
    ) as number;
    const members = sets.tokens.subarray(sets.offsets[set], sets.offsets[set + 1]);
    await bench.ask(Array.from(members, token => symbols[token]).join(' '));
    expect(await textOf(page.locator('.headline'))).toMatch(
      /^This is exactly the set .*: the list lacks none of its 14 genes\.$/,
    );
    expect(await textOf(page.locator('.subline'))).not.toMatch(/right/);
    await bench.ask('TP53 MDM2');
    expect(await textOf(page.locator('.headline'))).toBe(
      '2 genes: too few to say what the list is about.',
    );
    expect(await textOf(page.locator('.subline'))).not.toMatch(/nearest/);
  });

  test('the answer follows as one types', async () => {
    await bench.ask('');
    await bench.box.pressSequentially('TP53 MDM2');
    await bench.settle();
    expect(await textOf(bench.page.locator('.readings .count'))).toBe('2 of 2 read.');
    await bench.box.pressSequentially(' CDKN1A');
    await bench.settle();
    expect(await textOf(bench.page.locator('.headline'))).toContain('of your 3 genes');
  });

  test.each([
    ['TP53', 'TP53'],
    ['p53', 'p53 → is read as TP53 alias'],
    ['TMEM173', 'TMEM173 → is read as STING1 alias'],
    ['tp53', 'tp53 → is read as TP53 upper and lower case'],
    ['Sep-02', 'Sep-02 → is read as SEPTIN2 spreadsheet date or renamed family'],
    ['ENSG00000141510', 'ENSG00000141510 → is read as TP53 Ensembl id'],
    ['7157', '7157 → is read as TP53 NCBI Gene id'],
    ['GARS', 'GARS means several genes; choose one:Read GARS as GARS1Read GARS as GART'],
    ['TP35', 'TP35 unknown; spelt likeRead TP35 as TP53'],
    ['FOOBAR12', 'FOOBAR12 unknown'],
  ])('%s is read as it should be', async (given, said) => {
    await bench.box.fill(`BRCA1 ${given}`);
    await bench.reading(given).waitFor();
    expect(await textOf(bench.reading(given))).toBe(said);
  });

  test.each([
    ['GARS', 'GART'],
    ['TP35', 'TP53'],
  ])('a click reads %s as %s', async (given, symbol) => {
    await bench.ask(`BRCA1 ${given}, BRCA2`);
    await bench
      .reading(given)
      .getByRole('button', {name: `Read ${given} as ${symbol}`})
      .click();
    await bench.settle();
    expect(await bench.box.inputValue()).toBe(`BRCA1 ${symbol}, BRCA2`);
    expect(await textOf(bench.page.locator('.readings .count'))).toBe('3 of 3 read.');
  });

  test.each([
    ['Trp53 Mdm2 Cdkn1a Brca1 Ccnd1 Atm', /mouse/],
    ['one two three', /None of the 3 names is that of a human gene/],
  ])('%s is told apart from human genes', async (text, alarm) => {
    await bench.ask(text);
    expect(await textOf(bench.page.locator('header').getByRole('alert'))).toMatch(alarm);
  });

  test('a list without a gene leaves no answer of the list before', async () => {
    await bench.ask('TP53 MDM2 CDKN1A');
    for (const text of ['FOOBAR12', '', ' ,;\n']) {
      await bench.ask(text);
      expect([text, await bench.page.locator('.panel, .headline').count()]).toEqual([text, 0]);
    }
  });

  test('5,000 genes are read, completed and tested; their fit waits for a click and can be stopped', async () => {
    const {page} = bench;
    const symbols = await manySymbols(5000);
    await bench.ask(symbols.join(' '));
    expect(await textOf(page.locator('.readings .count'))).toBe('5,000 of 5,000 read.');
    expect(await bench.column('complete', 'gene')).toHaveLength(15);
    expect(
      await textOf(bench.panel('enrich').locator('.lead', {hasText: 'hold a gene of your list'})),
    ).toContain('of your 5,000 genes are in');
    const fit = bench.panel('fit');
    await fit.getByRole('button', {name: 'Leave out each of 5,000 genes'}).click();
    await fit.getByRole('button', {name: 'Stop'}).click();
    await fit.getByText('Stopped before the end.').waitFor();
    await bench.settle();
  }, 120_000);

  test('nothing was said to the console', () => {
    expect(bench.said).toEqual([]);
  });
});
