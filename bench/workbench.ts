// The workbench's times in Chromium and Node: page ready, first suggestion from disk, milliseconds an answer; its size.
// Run on a quiet machine: make bench-workbench, or npx tsx bench/workbench.ts [--lists 20] [--loads 7]
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import type {Browser, Page} from 'playwright-core';
import {type GeneModel, open} from '../run/geneglot.mjs';
import {buildPage} from '../shared/ask/page/build-page.ts';
import {createRandom} from '../shared/stats/random.ts';
import {startChromium} from '../test/web/browser/chromium.ts';
import {serveQuestions} from '../web/compute/serve-questions.ts';
import type {FromWorker, Question} from '../web/protocol.ts';
import {median} from './engine/median.ts';
import {toTable} from './markdown-table.ts';

const MODEL = 'data/model/human-gene-sets.geneglot';
const RESULTS = 'bench/results/workbench.json';
const REPORT = 'bench/RESULTS.md';
const MARKERS = ['<!-- workbench: begin -->', '<!-- workbench: end -->'];
/** Genes of a list. */
const LENGTHS = [3, 10, 30, 100, 300];
const TOP = 50;

/** A number of the page; `node` where Node was asked the same. */
interface Measured {
  case: string;
  unit: 'ms' | 'MB';
  chromium: number | null;
  node: number | null;
}

const {values} = parseArgs({
  options: {lists: {type: 'string', default: '20'}, loads: {type: 'string', default: '7'}},
});

async function main(): Promise<void> {
  const bytes = await readFile(MODEL);
  const page = await buildPage({name: basename(MODEL), bytes});
  const folder = await mkdtemp(join(tmpdir(), 'geneglot-bench-'));
  const file = join(folder, 'workbench.html');
  await writeFile(file, page);
  const browser = await startChromium();
  try {
    const model = await open(bytes);
    const address = pathToFileURL(file).href;
    const [list] = drawLists(model, 30, 1);
    const measured = [
      size('page', Buffer.byteLength(page)),
      size('model file in it', bytes.length),
      await timeLoads(browser, 'page opened from disk to ready', address, READY),
      await timeLoads(
        browser,
        'page opened from disk with a list of 30 genes to its first suggestion',
        `${address}#genes=${list.join('+')}`,
        SUGGESTED,
      ),
      ...(await timeAnswers(browser, address, model, bytes)),
    ];
    await writeResults(measured);
  } finally {
    await browser.close();
    await rm(folder, {recursive: true});
  }
}

const READY = '.workbench[data-phase="ready"]';
const SUGGESTED = '[data-panel="complete"] tbody button.gene';

function size(name: string, bytes: number): Measured {
  return {case: name, unit: 'MB', chromium: bytes / 1e6, node: null};
}

/** Milliseconds from the begin of the navigation until an element is there, each time in a browser context of its own. */
async function timeLoads(
  browser: Browser,
  name: string,
  address: string,
  selector: string,
): Promise<Measured> {
  const times: number[] = [];
  for (let i = 0; i < Number(values.loads); i++) {
    const context = await browser.newContext();
    await context.addInitScript(noteArrival, selector);
    const page = await context.newPage();
    await page.goto(address);
    await page.locator(selector).first().waitFor();
    times.push(await page.evaluate(() => Number(Reflect.get(globalThis, 'arrivedAt'))));
    await context.close();
  }
  return {case: name, unit: 'ms', chromium: median(times), node: null};
}

/** Runs in the page: notes when the element is first there, on the clock that begins with the navigation. */
function noteArrival(selector: string): void {
  const observer = new MutationObserver(() => {
    if (!document.querySelector(selector)) return;
    Reflect.set(globalThis, 'arrivedAt', performance.now());
    observer.disconnect();
  });
  observer.observe(document, {subtree: true, childList: true, attributes: true});
}

/** The same lists completed by the same code in the page's worker and in Node. */
async function timeAnswers(
  browser: Browser,
  address: string,
  model: GeneModel,
  bytes: Buffer,
): Promise<Measured[]> {
  const inNode = await askerInNode(bytes);
  const context = await browser.newContext();
  await context.addInitScript(noteAnswers);
  const page = await context.newPage();
  await page.goto(address);
  await page.locator(READY).waitFor();
  const measured: Measured[] = [];
  for (const length of LENGTHS) {
    const [chromium, node]: [number[], number[]] = [[], []];
    for (const genes of drawLists(model, length, Number(values.lists))) {
      chromium.push(await timeInPage(page, genes));
      node.push(await inNode(genes));
    }
    measured.push({
      ...{case: `${TOP} suggestions for ${length} genes`, unit: 'ms'},
      ...{chromium: median(chromium), node: median(node)},
    });
  }
  await context.close();
  return measured;
}

/** Runs in the page: notes how long the worker took over each completion. */
function noteAnswers(): void {
  const sent = new Map<number, number>();
  const {postMessage} = Worker.prototype;
  Worker.prototype.postMessage = function (this: Worker, message: unknown, transfer: unknown) {
    const {id, ask} = message as {id: number; ask?: string};
    if (sent.size === 0) {
      this.addEventListener('message', ({data}) => {
        const since = sent.get(data.id);
        if (since === undefined || 'progress' in data) return;
        Reflect.set(globalThis, 'took', performance.now() - since);
      });
      sent.set(-1, 0);
    }
    if (ask === 'complete') sent.set(id, performance.now());
    return Reflect.apply(postMessage, this, [message, transfer]);
  };
}

async function timeInPage(page: Page, genes: string[]): Promise<number> {
  await page.evaluate(() => Reflect.set(globalThis, 'took', null));
  await page.locator('#genes').fill(genes.join(' '));
  await page.locator(`${READY}[data-busy=""]`).waitFor();
  return page.evaluate(() => Number(Reflect.get(globalThis, 'took')));
}

/** Asks the worker's handler in Node. */
async function askerInNode(bytes: Buffer): Promise<(genes: string[]) => Promise<number>> {
  let last: FromWorker | undefined;
  const handle = serveQuestions(message => {
    last = message;
  });
  const buffer = new Uint8Array(bytes).buffer;
  await handle({id: 0, ask: 'open', bytes: buffer, name: basename(MODEL)});
  let id = 0;
  return async genes => {
    const question: Question<'complete'> = {id: ++id, ask: 'complete', genes, top: TOP};
    const since = performance.now();
    await handle(question);
    const took = performance.now() - since;
    if (!last || !('answer' in last)) throw new Error(`no answer: ${JSON.stringify(last)}`);
    return took;
  };
}

/** Parts of training sets, by a fixed seed. */
function drawLists({sets, symbols}: GeneModel, length: number, count: number): string[][] {
  const random = createRandom(length);
  const {offsets, tokens, S} = sets;
  const large = Array.from({length: S}, (_, i) => i).filter(
    i => offsets[i + 1] - offsets[i] >= length,
  );
  return Array.from({length: count}, () => {
    const set = large[random.int(large.length)];
    const members = random.shuffle(tokens.slice(offsets[set], offsets[set + 1]));
    return Array.from(members.subarray(0, length), token => symbols[token]);
  });
}

async function writeResults(measured: Measured[]): Promise<void> {
  await writeFile(RESULTS, `${JSON.stringify(measured, null, 2)}\n`);
  const show = (value: number | null, unit: string) =>
    value === null ? '' : `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`;
  const table = toTable(
    ['case', 'Chromium', 'Node'],
    measured.map(({case: name, unit, chromium, node}) => [
      ...[name, show(chromium, unit), show(node, unit)],
    ]),
  );
  const text = await readFile(REPORT, 'utf8');
  const [begin, end] = MARKERS;
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined)
    throw new Error(`${REPORT}: expected the lines ${MARKERS.join(' and ')}`);
  await writeFile(REPORT, `${before}${begin}\n\n${table}\n\n${end}${after}`);
  console.log(table);
}

await main();
