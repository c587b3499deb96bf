// Keyboard, accessibility by axe, contrast in light and dark, a narrow screen, print.
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {AxeResults} from 'axe-core';
import type {Browser} from 'playwright-core';
import {startChromium} from './chromium.ts';
import {describeInBrowser} from './describe-in-browser.ts';
import {type PageFile, textOf, Workbench, writePage} from './workbench.ts';

const LIST = 'TP53 p53 GARS TP35 Sep-02 MDM2 CDKN1A ATM';
/** The narrowest phone in use, in pixels. */
const PHONE = {width: 360, height: 740};

describeInBrowser('keys and looks', () => {
  let file: PageFile;
  let browser: Browser;
  let bench: Workbench;
  let axe = '';
  beforeAll(async () => {
    [file, browser] = await Promise.all([writePage(), startChromium()]);
    bench = await Workbench.open(browser, file.address);
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await bench.page.evaluate(axe);
  });
  afterAll(async () => {
    await browser.close();
    await file.remove();
  });

  /** What axe finds wrong, with the first element of each; `minor` faults too. */
  async function faults(): Promise<string[]> {
    const results = await bench.page.evaluate(
      () => Reflect.get(globalThis, 'axe').run(document) as Promise<AxeResults>,
    );
    expect(results.passes.length).toBeGreaterThan(15);
    return results.violations.map(({id, impact, nodes}) => `${impact} ${id}: ${nodes[0].html}`);
  }

  /** The element that has the focus, as a reader hears it. */
  const focused = () =>
    bench.page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      return element.id || element.getAttribute('aria-label') || element.textContent.trim();
    });

  test.each(['light', 'dark'] as const)(
    'axe finds no fault in %s: empty, answered, each panel unfolded, dialogs',
    async colorScheme => {
      const {page} = bench;
      await page.emulateMedia({colorScheme});
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(ground === 'rgb(255, 255, 255)').toBe(colorScheme === 'light');
      await bench.ask('');
      expect(await faults()).toEqual([]);
      await bench.ask(LIST);
      if (colorScheme === 'light') {
        await page.getByRole('button', {name: 'Keep', exact: true}).click();
        await page.getByRole('button', {name: 'Keep', exact: true}).click();
        for (const summary of await page.locator('summary').all()) await summary.click();
        await bench.panel('complete').locator('button.row').first().click();
        await bench.panel('enrich').locator('button.row').first().click();
        await bench.panel('complete').locator('.why h3').first().waitFor();
      }
      await bench.panel('enrich').locator('svg .role-mark').first().waitFor();
      await bench.settle();
      expect(await faults()).toEqual([]);
      await bench.panel('fit').getByRole('button', {name: 'ATM', exact: true}).click();
      await bench.settle();
      expect(await faults()).toEqual([]);
      await page.keyboard.press('Escape');
      await bench.drop('x.csv', 'gene,p,log2FC\nTP53,0.01,2\nMDM2,0.2,-1\nATM,0.03,1.5\n');
      await bench.file('x.csv').waitFor();
      expect(await faults()).toEqual([]);
      await page.keyboard.press('Escape');
      await bench.drop('x.gmt', 'a\t\tTP53\tMDM2\nb\t\tATM\tMDM2\n');
      await bench.file('x.gmt').waitFor();
      expect(await faults()).toEqual([]);
      await page.keyboard.press('Escape');
    },
    120_000,
  );

  test('Tab walks from the box through every panel in the order of the page, and each stop shows', async () => {
    const {page} = bench;
    await page.emulateMedia({colorScheme: 'light'});
    await bench.box.focus();
    const stops: {order: number; outline: boolean; panel: string | undefined}[] = [];
    for (let i = 0; i < 400; i++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return null;
        const order = [...document.querySelectorAll('*')].indexOf(element);
        // A field for files shows the focus on its label.
        const shown = element.matches('.file input') ? element.closest('.file') : element;
        const outline = shown !== null && getComputedStyle(shown).outlineStyle !== 'none';
        const panel = element.closest<HTMLElement>('.panel')?.dataset.panel;
        return {order, outline, panel};
      });
      if (stop === null || stop.order < (stops.at(-1)?.order ?? 0)) break;
      stops.push(stop);
    }
    expect(stops.length).toBeGreaterThan(50);
    expect(stops.length).toBeLessThan(400);
    expect(stops.filter(({outline}) => !outline)).toEqual([]);
    const panels = stops.flatMap(({panel}) => panel ?? []);
    expect([...new Set(panels)]).toEqual(['complete', 'enrich', 'fit', 'matrix', 'compare']);
  }, 120_000);

  test('/ goes to the box, but not from a field', async () => {
    const {page} = bench;
    await page.getByRole('slider').focus();
    await page.keyboard.press('/');
    const filter = page.getByRole('searchbox', {name: 'Filter'});
    await filter.focus();
    await page.keyboard.press('/');
    expect(await filter.inputValue()).toBe('/');
    await filter.fill('');
    await bench.panel('fit').getByRole('button', {name: 'ATM', exact: true}).focus();
    await page.keyboard.press('/');
    expect(await focused()).toBe('genes');
  });

  test('arrows, Home and End walk through rows, Enter opens one, Esc closes what is open', async () => {
    const {page} = bench;
    const table = page.getByRole('table', {name: 'Missing genes, the likeliest first'});
    const rows = table.locator('button.row');
    const names = (await rows.allTextContents()).map(name => name.trim());
    await rows.first().focus();
    for (const [key, place] of [
      ['ArrowDown', 1],
      ['ArrowDown', 2],
      ['ArrowUp', 1],
      ['End', names.length - 1],
      ['ArrowDown', names.length - 1],
      ['Home', 0],
      ['ArrowUp', 0],
    ] as const) {
      await page.keyboard.press(key);
      expect([key, await focused()]).toEqual([key, names[place]]);
    }
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await rows.nth(1).getAttribute('aria-expanded')).toBe('true');
    await table.locator('.why').waitFor();
    await page.keyboard.press('Enter');
    expect(await rows.nth(1).getAttribute('aria-expanded')).toBe('false');
    const define = bench.panel('complete').getByRole('button', {name: 'What does “chance” mean?'});
    await define.focus();
    await page.keyboard.press('Enter');
    const definition = page
      .getByRole('note')
      .filter({hasText: 'if it lacks as many as the slider says'});
    await definition.waitFor();
    await page.keyboard.press('Escape');
    await definition.waitFor({state: 'hidden'});
  });

  test('a phone of 360 pixels scrolls down and never sideways', async () => {
    const {page} = bench;
    await page.setViewportSize(PHONE);
    const tooWide = () =>
      page.evaluate(() => {
        const {scrollWidth, clientWidth} = document.documentElement;
        const dialog = document.querySelector('dialog[open]');
        return Math.max(
          scrollWidth - clientWidth,
          dialog ? dialog.scrollWidth - dialog.clientWidth : 0,
        );
      });
    expect(['answered', await tooWide()]).toEqual(['answered', 0]);
    await bench.panel('fit').getByRole('button', {name: 'ATM', exact: true}).click();
    await bench.settle();
    expect(['gene', await tooWide()]).toEqual(['gene', 0]);
    await page.keyboard.press('Escape');
    await bench.drop(
      'x.csv',
      `gene,${'a_very_long_name_of_a_column_'.repeat(4)},p\nTP53,1,0.01\nMDM2,3,0.2\n`,
    );
    await bench.file('x.csv').waitFor();
    expect(['file', await tooWide()]).toEqual(['file', 0]);
    await page.keyboard.press('Escape');
    await bench.ask(`${'NOTAGENE'.repeat(30)} TP53`);
    expect(['long name', await tooWide()]).toEqual(['long name', 0]);
    await bench.ask('');
    expect(['empty', await tooWide()]).toEqual(['empty', 0]);
    await page.setViewportSize({width: 1200, height: 900});
    await bench.ask(LIST);
  });

  test('a printed page has no controls, is light in the dark too, and says when and by which model', async () => {
    const {page} = bench;
    await page.emulateMedia({media: 'print', colorScheme: 'dark'});
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toMatch(
      /rgb\(\d\d?, \d\d?, \d\d?\)/,
    );
    for (const name of ['.exports', 'button.sort', '.define', 'input[type="range"]', '.examples']) {
      expect([name, await page.locator(name).first().isVisible()]).toEqual([name, false]);
    }
    expect(await textOf(page.locator('.printed'))).toMatch(/^Printed on \d{4}-\d\d-\d\d\.$/);
    expect(await page.locator('.printed').isVisible()).toBe(true);
    expect(await page.locator('footer .hash').first().isVisible()).toBe(true);
    const pdf = await page.pdf({format: 'A4'});
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({media: 'screen', colorScheme: 'light'});
  });

  test('nothing was said to the console', () => {
    expect(bench.said).toEqual([]);
  });
});
