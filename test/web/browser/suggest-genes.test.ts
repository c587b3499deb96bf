// Suggestions in the browser: order, filter, slider, and why a gene is named; then fit, matrix, a gene's page, and lists
// side by side.
import {readFile} from 'node:fs/promises';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {Browser} from 'playwright-core';
import {type GeneModel, open} from '../../../run/geneglot.mjs';
import {finePercentText} from '../../../shared/text/number-text.ts';
import {OWN_FILE} from '../compute/ask-worker.ts';
import {startChromium} from './chromium.ts';
import {describeInBrowser} from './describe-in-browser.ts';
import {type PageFile, textOf, Workbench, writePage} from './workbench.ts';

const LIST = 'TP53 MDM2 CDKN1A ATM CHEK2 BRCA1 CCND1 RB1';

describeInBrowser('suggested genes', () => {
  let file: PageFile;
  let browser: Browser;
  let bench: Workbench;
  let model: GeneModel;
  beforeAll(async () => {
    [file, browser] = await Promise.all([writePage(), startChromium()]);
    bench = await Workbench.open(browser, file.address);
    model = await open(await readFile(OWN_FILE));
    await bench.ask(LIST);
  });
  afterAll(async () => {
    await browser.close();
    await file.remove();
  });

  const expected = (options: object) =>
    model.complete(LIST.split(' '), {top: 50, support: 3, ...options}).suggested;

  test('are those of the run file in Node, in its order, with its chances', async () => {
    await bench.panel('complete').getByRole('button', {name: 'Show 35 more'}).click();
    const suggested = expected({});
    expect(await bench.panel('complete').locator('td button.gene').allTextContents()).toEqual(
      suggested.map(({symbol}) => symbol),
    );
    expect(await bench.column('complete', 'chance')).toEqual(
      suggested.map(({chance}) => finePercentText(chance)),
    );
  });

  test('name three sets each, and mark what the nearest sets alone would not have named', async () => {
    const [first] = expected({});
    const [sets] = await bench.column('complete', 'supporting sets');
    for (const {name, shared, size} of first.support) {
      expect(sets).toContain(name);
      expect(sets).toContain(`${shared} of ${size}`);
    }
    const marks = await bench.panel('complete').locator('.mark').count();
    expect(marks).toBeGreaterThan(0);
    await bench.page.getByRole('checkbox', {name: /^only genes with ◆/}).check();
    expect(await bench.column('complete', 'gene')).toHaveLength(marks);
    await bench.page.getByRole('checkbox', {name: /^only genes with ◆/}).uncheck();
  });

  test('the slider moves the chances without a new question', async () => {
    const before = await bench.questions();
    await bench.page.getByRole('slider').fill('40');
    expect(await bench.column('complete', 'chance')).toEqual(
      expected({missing: 40}).map(({chance}) => finePercentText(chance)),
    );
    expect(await textOf(bench.page.locator('.subline'))).toContain('If your list lacks 40 genes');
    expect(await bench.questions()).toBe(before);
  });

  test('a column sorts both ways, and a third click brings the order of the answer back', async () => {
    const panel = bench.panel('complete');
    const sort = panel.getByRole('button', {name: 'Sort by gene'});
    const shown = () => panel.locator('td button.gene').allTextContents();
    const answered = await shown();
    const sorted = answered.toSorted((a, b) => a.localeCompare(b, 'en', {numeric: true}));
    for (const order of [sorted, sorted.toReversed(), answered]) {
      await sort.click();
      expect(await shown()).toEqual(order);
    }
  });

  test('the filter finds genes and sets, in any case', async () => {
    const filter = bench.panel('complete').getByRole('searchbox', {name: 'Filter'});
    const [{symbol}] = expected({});
    await filter.fill(symbol.toLowerCase());
    expect((await bench.column('complete', 'gene'))[0]).toContain(symbol);
    await filter.fill('no such text');
    await bench.panel('complete').getByText('No suggestion matches this filter.').waitFor();
    await filter.fill('');
  });

  test('a row opens to what each method says, and adds its gene to the list', async () => {
    const [{symbol}] = expected({});
    const panel = bench.panel('complete');
    await panel.getByRole('button', {name: `Details of ${symbol},`}).click();
    const why = panel.locator('.why');
    await why.getByRole('heading', {name: 'What each method says'}).waitFor();
    expect(await why.getByRole('row').count()).toBe(model.about.model.members.length + 1);
    expect(await why.getByRole('listitem').count()).toBeGreaterThan(0);
    await why.getByRole('button', {name: `Add ${symbol} to the list`}).click();
    await bench.settle();
    expect(await bench.box.inputValue()).toBe(`${LIST} ${symbol}`);
    expect(await panel.locator('td button.gene').allTextContents()).not.toContain(symbol);
    await bench.ask(LIST);
  });

  test('words change the suggestions, and name genes where the box is empty', async () => {
    const words = bench.page.getByRole('searchbox', {name: 'What it is about, in words'});
    const genes = async () => {
      const all = await bench.panel('complete').locator('td button.gene').allTextContents();
      return all.slice(0, 15);
    };
    const before = await genes();
    await words.fill('mitotic spindle xyzzy');
    await bench.settle();
    expect(await genes()).not.toEqual(before);
    await bench.page.getByText('No name of a known set holds xyzzy.').waitFor();
    expect(await textOf(bench.panel('complete'))).toContain(
      'Genes of sets whose names match mitotic spindle stand higher.',
    );
    await bench.ask('');
    await bench.panel('complete').getByRole('heading', {name: 'Genes by words'}).waitFor();
    const named = bench.panel('complete').getByRole('table', {name: /^Genes by words/});
    expect(await named.locator('tbody tr').count()).toBe(15);
    expect(await textOf(named.locator('tbody tr').first())).toContain('mitotic spindle');
    expect(await bench.page.evaluate(() => location.hash)).toMatch(/about=mitotic\+spindle/);
    const {text} = await bench.take(bench.panel('complete').getByRole('button', {name: 'TSV'}));
    expect(text).toContain('about: mitotic spindle xyzzy');
    await words.fill('');
    await bench.ask(LIST);
    expect(await genes()).toEqual(before);
  });

  test('the worst fit comes first and can be left out', async () => {
    await bench.ask(`${LIST} INS`);
    const rows = bench.panel('fit').locator('tbody tr');
    expect(await rows.count()).toBe(9);
    expect(await textOf(rows.first())).toContain('INS');
    await rows.first().getByRole('button', {name: 'Leave out INS'}).click();
    await bench.settle();
    expect(await bench.box.inputValue()).toBe(LIST);
    expect(await rows.count()).toBe(8);
  });

  test('a gene is left out however it was typed', async () => {
    await bench.ask('MKLP1 PRC1\n7-Sep, KIF23');
    await bench.panel('fit').getByRole('button', {name: 'Leave out KIF23'}).click();
    await bench.settle();
    expect(await bench.box.inputValue()).toBe('PRC1\n7-Sep');
    await bench.ask(LIST);
  });

  test('the matrix holds each gene and says in words what is in which set', async () => {
    const table = bench.page.getByRole('table', {name: 'Which set holds which gene'});
    const genes = await table.locator('tbody th').allTextContents();
    expect(genes.toSorted()).toEqual(LIST.split(' ').toSorted());
    const sets = await bench.panel('matrix').locator('ol > li').allTextContents();
    const cells = await table.locator('tbody td').allTextContents();
    expect(cells).toHaveLength(genes.length * sets.length);
    const inFirst = cells.filter((cell, i) => i % sets.length === 0 && cell === 'in it').length;
    expect(sets[0]).toContain(`, ${inFirst} of `);
  });

  test('a symbol opens its page: functions known and predicted, with a way back', async () => {
    const {page} = bench;
    const link = bench.panel('fit').getByRole('button', {name: 'CHEK2', exact: true});
    await link.click();
    await bench.settle();
    const dialog = page.getByRole('dialog', {name: 'Functions of CHEK2'});
    expect(await textOf(dialog.getByRole('heading', {level: 2}))).toBe('CHEK2 checkpoint kinase 2');
    const known = Number(/(\d+) sets? hold/.exec(await textOf(dialog))?.[1]);
    expect(known).toBeGreaterThan(20);
    expect(await dialog.locator('.functions').nth(1).getByRole('listitem').count()).toBe(10);
    await page.keyboard.press('Escape');
    await dialog.waitFor({state: 'hidden'});
    expect(await link.evaluate(element => element === document.activeElement)).toBe(true);
    // Back closes it, too.
    await link.click();
    await page.waitForURL(/gene=CHEK2/);
    await page.goBack();
    await dialog.waitFor({state: 'hidden'});
    expect(await bench.box.inputValue()).toBe(LIST);
  });

  test('lists stand side by side: regions of three, coefficients of pairs, q of each', async () => {
    const {page} = bench;
    const lists = {
      first: LIST,
      second: 'TP53 MDM2 CDKN1A EGFR KRAS BRAF',
      third: 'EGFR KRAS INS GCG',
    };
    for (const [name, genes] of Object.entries(lists)) {
      await bench.ask(genes);
      await page.getByRole('textbox', {name: 'Keep the list in the box as'}).fill(name);
      await page.getByRole('button', {name: 'Keep', exact: true}).click();
    }
    await bench.settle();
    const panel = bench.panel('compare');
    const pairs = panel.getByRole('table', {name: 'Pairs of lists'}).locator('tbody tr');
    expect(await pairs.allTextContents()).toEqual([
      expect.stringMatching(/^first and second311/),
      expect.stringMatching(/^first and third012/),
      expect.stringMatching(/^second and third28/),
    ]);
    const regions = await panel.locator('.regions > li').allTextContents();
    expect(regions).toHaveLength(5);
    const sides = panel.getByRole('table', {name: 'Sets side by side'});
    expect(await sides.locator('thead th').allTextContents()).toEqual([
      ...['set', 'first', 'second', 'third'],
    ]);
    expect(await sides.locator('tbody tr').count()).toBeGreaterThan(5);
    await panel.getByRole('button', {name: 'Remove third'}).click();
    await bench.settle();
    expect(await pairs.count()).toBe(1);
    await panel.getByRole('button', {name: /^first/}).click();
    await bench.settle();
    expect(await bench.box.inputValue()).toBe(LIST);
  });

  test('nothing was said to the console', () => {
    expect(bench.said).toEqual([]);
  });
});
