// Tested sets in the browser: dot plot, folded groups, libraries, own background and own sets; a gene set file of 300
// sets is read without its broken line, completed with progress, and stopped.
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {Browser} from 'playwright-core';
import {libraryText} from '../../../web/state/words/library-text.ts';
import {AskedWorker} from '../compute/ask-worker.ts';
import {startChromium} from './chromium.ts';
import {describeInBrowser} from './describe-in-browser.ts';
import {manySymbols, type PageFile, textOf, Workbench, writePage} from './workbench.ts';

const LIST = 'TP53 MDM2 CDKN1A ATM CHEK2 BRCA1';

describeInBrowser('tested sets', () => {
  let file: PageFile;
  let browser: Browser;
  let bench: Workbench;
  beforeAll(async () => {
    [file, browser] = await Promise.all([writePage(), startChromium()]);
    bench = await Workbench.open(browser, file.address);
    await bench.ask(LIST);
  });
  afterAll(async () => {
    await browser.close();
    await file.remove();
  });

  const scope = () => bench.panel('enrich').locator('details.scope > summary');
  const lead = () =>
    textOf(bench.panel('enrich').locator('.lead', {hasText: 'hold a gene of your list'}));

  test('a dot plot shows the best groups, in words too', async () => {
    const plot = bench.panel('enrich').getByRole('img', {name: /Dot plot/});
    await plot.waitFor();
    expect(await plot.locator('.mark-symbol.role-mark path').count()).toBe(20);
  });

  test('groups are those of the worker; a row opens to its genes and the sets like it', async () => {
    const worker = await AskedWorker.open();
    const {groups} = await worker.ask('enrich', {genes: LIST.split(' ')});
    const [[best, ...folded]] = groups;
    const panel = bench.panel('enrich');
    const [name] = await bench.column('enrich', 'set');
    const others = folded.length > 0 ? `, and ${folded.length} like it` : '';
    expect(name).toContain(`${best.name}${libraryText(best.library)}${others}`);
    const opener = panel.getByRole('button', {name: `Details of ${best.name}`});
    await opener.click();
    const details = panel.locator('tr.details');
    expect(await details.locator('.genes button').allTextContents()).toEqual(best.shared);
    expect(await details.getByRole('listitem').count()).toBe(folded.length);
    await opener.click();
    expect(await details.count()).toBe(0);
    await panel.getByRole('button', {name: `Show ${groups.length - 15} more`}).click();
    expect(await bench.column('enrich', 'set')).toHaveLength(groups.length);
  });

  test('where the completed list leads stands apart, without p-values', async () => {
    await bench.page.getByText('Where the list leads when the model completes it').click();
    const completed = bench.panel('enrich').locator('details.completed');
    expect(await completed.locator('tbody tr').count()).toBeGreaterThan(0);
    expect(await textOf(completed.locator('thead'))).not.toMatch(/\b[pq]\b/);
  });

  test('a library that is left out is not tested', async () => {
    await scope().click();
    const boxes = bench
      .panel('enrich')
      .getByRole('group', {name: 'Libraries'})
      .getByRole('checkbox');
    const all = await boxes.count();
    expect(all).toBeGreaterThan(2);
    for (let i = 1; i < all; i++) await boxes.nth(i).uncheck();
    await bench.settle();
    const left = new Set(
      (await bench.column('enrich', 'set')).map(
        text => /(GO [a-z ]+|WikiPathways)(, and \d+ like it)?$/.exec(text)?.[1],
      ),
    );
    expect(left.size).toBe(1);
    for (let i = 1; i < all; i++) await boxes.nth(i).check();
    await bench.settle();
    expect(await textOf(scope())).toContain('Tested: all libraries');
  });

  test('an own background counts alone, and is given back', async () => {
    const panel = bench.panel('enrich');
    const before = await lead();
    const genes = [...LIST.split(' '), ...(await manySymbols(400))].filter(
      name => name !== 'CHEK2',
    );
    await panel
      .getByRole('textbox', {name: /Paste all genes that you measured/})
      .fill(genes.join(' '));
    await panel.getByRole('button', {name: 'Take this background'}).click();
    await bench.settle();
    expect(await lead()).toMatch(
      /5 of your 6 genes are in the background of 40\d genes.* more sets hold no gene of the background/,
    );
    const [, counted] = /background of (\d+ genes)/.exec(await lead()) ?? [];
    expect(await textOf(scope())).toContain(`own background (${counted}`);
    expect(await textOf(panel.getByText(/^Not in the background/))).toContain('CHEK2');
    await panel.getByRole('button', {name: 'All genes of the sets again'}).click();
    await bench.settle();
    expect(await lead()).toBe(before);
  });

  test('own sets are dropped, tested and given back', async () => {
    await bench.drop('own.gmt', 'repair\t\tTP53\tMDM2\tATM\tCHEK2\nother\t\tEGFR\tKRAS\tINS\n');
    const dialog = bench.file('own.gmt');
    await dialog.getByRole('button', {name: 'Test lists against these 2 sets'}).click();
    await bench.settle();
    expect(await bench.column('enrich', 'set')).toEqual(['repairown']);
    expect(await textOf(scope())).toContain('Tested: own');
    // Another file takes their place without a question.
    await bench.page.getByLabel('Open another GMT').setInputFiles({
      ...{name: 'more.gmt', mimeType: 'text/plain'},
      buffer: Buffer.from('third\t\tTP53\tATM\tINS\n'),
    });
    await scope().getByText('Tested: more').waitFor();
    await bench.settle();
    expect(await bench.column('enrich', 'set')).toEqual(['thirdmore']);
    expect(await textOf(bench.panel('enrich').locator('.alarm').last())).toMatch(
      /is small, 3 genes/,
    );
    await bench.page.getByRole('button', {name: 'Test the model’s sets again'}).click();
    await bench.settle();
    expect((await bench.column('enrich', 'set')).length).toBeGreaterThan(2);
  });

  test('of 300 sets in a packed file the broken line is told; completing them shows progress and stops', async () => {
    const symbols = await manySymbols(900);
    const lines = Array.from(
      {length: 300},
      (_, i) => `set ${i}\t\t${symbols.slice(3 * i, 3 * i + 12).join('\t')}`,
    );
    lines[100] = 'a line without a gene';
    await bench.drop('many.gmt.gz', gzipSync(lines.join('\n')));
    const dialog = bench.file('many.gmt.gz');
    const button = dialog.getByRole('button', {name: 'Complete every set and save a GMT'});
    await button.waitFor();
    expect(await textOf(dialog.locator('.lead').first())).toMatch(/101.*The line is left out\.$/);
    await button.click();
    await dialog.getByText(/[1-9]\d* of 299 sets/).waitFor();
    await dialog.getByRole('button', {name: 'Stop'}).click();
    await dialog.getByText('Stopped.').waitFor();
    await dialog.getByRole('button', {name: 'Close'}).click();
  });

  test('nothing was said to the console', () => {
    expect(bench.said).toEqual([]);
  });
});
