// What is taken out of the page: files of each kind, looked into; and the address, which brings the view back.
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {Browser, Locator} from 'playwright-core';
import {startChromium} from './chromium.ts';
import {describeInBrowser} from './describe-in-browser.ts';
import {type PageFile, type Taken, textOf, Workbench, writePage} from './workbench.ts';

const LIST = 'TP53 MDM2 CDKN1A ATM CHEK2';

describeInBrowser('what is taken away', () => {
  let file: PageFile;
  let browser: Browser;
  let bench: Workbench;
  let sha256 = '';
  beforeAll(async () => {
    [file, browser] = await Promise.all([writePage(), startChromium()]);
    bench = await Workbench.open(browser, file.address);
    await bench.ask(LIST);
    sha256 = await textOf(bench.page.locator('footer .hash').first());
  });
  afterAll(async () => {
    await browser.close();
    await file.remove();
  });

  const take = (panel: Locator, kind: string): Promise<Taken> =>
    bench.take(panel.locator('.exports').getByRole('button', {name: kind, exact: true}));

  /** Rows of a TSV below a caption that says what was asked of which model. */
  function rowsOf({text}: Taken): Record<string, string>[] {
    const lines = text.replace(/\n$/, '').split('\n');
    const caption = lines.filter(line => line.startsWith('# ')).join('\n');
    expect(caption).toContain(`SHA-256 ${sha256}`);
    expect(caption).toMatch(/^# list: \d+ genes: \S/m);
    expect(caption).toMatch(/^# sets tested: \S/m);
    expect(caption).toMatch(/^# background: \S/m);
    const [header, ...rows] = lines.filter(line => !line.startsWith('# '));
    const columns = header.split('\t');
    return rows.map(row => {
      const cells = row.split('\t');
      expect(cells).toHaveLength(columns.length);
      return Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
    });
  }

  test('suggestions as TSV, GMT and JSON: the rows shown, numbers in full', async () => {
    const panel = bench.panel('complete');
    const tsv = await take(panel, 'TSV');
    expect([sha256.length, tsv.name]).toEqual([64, 'missing-genes.tsv']);
    const rows = rowsOf(tsv);
    expect(rows).toHaveLength(50);
    const shown = await panel.locator('td button.gene').allTextContents();
    expect(rows.slice(0, 15).map(({symbol}) => symbol)).toEqual(shown);
    expect(tsv.text).toContain('# chances: if 5 genes are missing');
    const {suggestions, about} = JSON.parse((await take(panel, 'JSON')).text);
    expect(suggestions).toHaveLength(50);
    expect(Number(rows[0].chance)).toBe(suggestions[0].chance);
    expect(about[0]).toContain(sha256);
    const gmt = (await take(panel, 'GMT')).text.replace(/\n$/, '').split('\n');
    const [given, both] = gmt.map(line => line.split('\t'));
    expect([given[0], ...given.slice(2)]).toEqual(['given', ...LIST.split(' ')]);
    expect(both.slice(2)).toEqual([...LIST.split(' '), ...rows.map(({symbol}) => symbol)]);
  });

  test('a filtered table is taken as it is filtered', async () => {
    const panel = bench.panel('complete');
    const filter = panel.getByRole('searchbox', {name: 'Filter'});
    await filter.fill('cell cycle');
    const shown = await bench.column('complete', 'gene');
    const rows = rowsOf(await take(panel, 'TSV'));
    expect(rows.length).toBeGreaterThanOrEqual(shown.length);
    expect(rows.length).toBeLessThan(50);
    for (const row of rows) expect(JSON.stringify(row).toLowerCase()).toContain('cell cycle');
    await filter.fill('');
  });

  test('enriched sets as TSV and JSON: every set of every group', async () => {
    const panel = bench.panel('enrich');
    const rows = rowsOf(await take(panel, 'TSV'));
    const {groups} = JSON.parse((await take(panel, 'JSON')).text);
    expect(rows).toHaveLength(groups.flat().length);
    expect(rows[0].set).toBe(groups[0][0].name);
    expect(Number(rows[0].q)).toBe(groups[0][0].qValue);
  });

  test('fit, matrix and a gene’s page as TSV', async () => {
    expect(rowsOf(await take(bench.panel('fit'), 'TSV'))).toHaveLength(5);
    const matrix = rowsOf(await take(bench.panel('matrix'), 'TSV'));
    expect(matrix.map(({gene}) => gene).toSorted()).toEqual(LIST.split(' ').toSorted());
    for (const {gene, ...cells} of matrix) {
      expect(new Set(['0', '1', ...Object.values(cells)]).size).toBe(2);
    }
    await bench.panel('fit').getByRole('button', {name: 'ATM', exact: true}).click();
    await bench.settle();
    const gene = await take(bench.panel('gene'), 'TSV');
    expect(gene.name).toBe('functions-of-atm.tsv');
    expect(new Set(rowsOf(gene).map(({kind}) => kind))).toEqual(new Set(['known', 'predicted']));
    await bench.page.keyboard.press('Escape');
  });

  test.each(['enrich', 'matrix'] as const)(
    'the picture of %s as SVG and PNG with its caption',
    async kind => {
      const svg = (await take(bench.panel(kind), 'SVG')).text;
      const parsed = await bench.page.evaluate(text => {
        const {documentElement} = new DOMParser().parseFromString(text, 'image/svg+xml');
        const texts = Array.from(
          documentElement.querySelectorAll('text'),
          ({textContent}) => textContent,
        );
        return {
          name: documentElement.nodeName,
          text: texts.join(''),
          scripts: documentElement.querySelectorAll('script').length,
          width: documentElement.getAttribute('width'),
        };
      }, svg);
      expect(parsed).toMatchObject({name: 'svg', scripts: 0});
      // A line of the caption may be broken anywhere in the hash.
      expect(parsed.text.replaceAll(' ', '')).toContain(sha256);
      expect(parsed.text).toMatch(/list: 5 genes: TP53 MDM2/);
      const png = (await take(bench.panel(kind), 'PNG')).bytes;
      expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
      expect(png.readUInt32BE(16)).toBe(2 * Number(parsed.width));
      expect(png.length).toBeGreaterThan(10_000);
    },
  );

  test('no cell of a table is taken for a formula', async () => {
    await bench.drop(
      'formulas.gmt',
      '=HYPERLINK("http://x.example")\t\tTP53\tMDM2\tATM\n@SUM(A1)\t\tTP53\tCHEK2\n',
    );
    await bench
      .file('formulas.gmt')
      .getByRole('button', {name: /Test lists against/})
      .click();
    await bench.settle();
    const {text} = await take(bench.panel('enrich'), 'TSV');
    expect(text).toContain('\t\'=HYPERLINK("http://x.example")\t');
    expect(text).not.toMatch(/(^|\t)[=@]/m);
    expect((await take(bench.panel('enrich'), 'GMT')).text).not.toMatch(/(^|\t)[=@]/m);
    await bench.unfoldScope();
    await bench.page.getByRole('button', {name: 'Test the model’s sets again'}).click();
    await bench.settle();
  });

  test('every set of a GMT is completed and saved', async () => {
    await bench.drop('two.gmt', 'a\t\tTP53\tMDM2\tATM\nb\t\tINS\tGCG\n');
    const dialog = bench.file('two.gmt');
    const {name, text} = await bench.take(
      dialog.getByRole('button', {name: /^Complete every set/}),
    );
    expect(name).toBe('two-completed.gmt');
    const rows = text
      .trimEnd()
      .split('\n')
      .map(line => line.split('\t'));
    expect(
      rows.map(([set, caption, ...genes]) => [set, caption.includes(sha256), genes.length]),
    ).toEqual([
      ['a', true, 23],
      ['b', true, 22],
    ]);
    await dialog.getByRole('button', {name: 'Close'}).click();
  });

  test('the address brings the view back in a new page: list, slider, libraries, kept lists, a gene’s page', async () => {
    const {page} = bench;
    await page.getByRole('button', {name: 'Keep', exact: true}).click();
    await bench.ask('INS GCG <b>&#+%');
    await page.getByRole('textbox', {name: /^Keep the list/}).fill('a "b" & <i>c</i> #+%');
    await page.getByRole('button', {name: 'Keep', exact: true}).click();
    await page.getByRole('slider').fill('33');
    await bench.unfoldScope();
    await page.getByRole('group', {name: 'Libraries'}).getByRole('checkbox').first().uncheck();
    await bench.settle();
    await bench.panel('fit').getByRole('button', {name: 'GCG', exact: true}).click();
    await bench.settle();
    await page.waitForURL(/gene=GCG/);
    const other = await Workbench.open(browser, page.url());
    for (const text of [
      '.headline',
      '.subline',
      'details.scope > summary',
      '.kept',
      '.readings',
      '[data-panel="gene"]',
      '[data-panel="compare"]',
    ]) {
      expect([text, await textOf(other.page.locator(text))]).toEqual([
        text,
        await textOf(page.locator(text)),
      ]);
    }
    expect(await other.column('complete', 'chance')).toEqual(
      await bench.column('complete', 'chance'),
    );
    expect(await other.column('enrich', 'set')).toEqual(await bench.column('enrich', 'set'));
    expect(await other.page.getByRole('dialog', {name: 'Functions of GCG'}).isVisible()).toBe(true);
    expect(other.said).toEqual([]);
    await other.close();
    await page.keyboard.press('Escape');
  });

  test('lists side by side as TSV, GMT and JSON', async () => {
    const panel = bench.panel('compare');
    const rows = rowsOf(await take(panel, 'TSV'));
    expect(Object.keys(rows[0])).toContain('a "b" & <i>c</i> #+%: q');
    const {lists} = JSON.parse((await take(panel, 'JSON')).text);
    const gmt = (await take(panel, 'GMT')).text.replace(/\n$/, '').split('\n');
    expect(gmt.slice(0, 2).map(line => line.split('\t').slice(2))).toEqual([
      lists[0].genes,
      lists[1].genes,
    ]);
  });

  test('nothing was said to the console', () => {
    expect(bench.said).toEqual([]);
  });
});
