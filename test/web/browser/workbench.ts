// The workbench in a browser, as a user meets it: opened from a file, typed into, dropped on, taken away from.
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import type {Browser, BrowserContextOptions, Locator, Page} from 'playwright-core';
import {open} from '../../../run/geneglot.mjs';
import {buildPage} from '../../../shared/ask/page/build-page.ts';
import type {AskKind} from '../../../web/protocol.ts';
import {OWN_FILE} from '../compute/ask-worker.ts';

/** Milliseconds that a busy machine may take for a step: less than a test may take, so that the step is named. */
const PATIENCE = 50_000;

/** A page as a file in a folder of its own. */
export interface PageFile {
  address: string;
  folder: string;
  remove(): Promise<void>;
}

/** Writes the page of a model file, by default geneglot's own. */
export async function writePage(bytes?: Uint8Array): Promise<PageFile> {
  const folder = await mkdtemp(join(tmpdir(), 'geneglot-page-'));
  const model = {name: basename(OWN_FILE), bytes: bytes ?? (await readFile(OWN_FILE))};
  const file = join(folder, 'workbench.html');
  await writeFile(file, await buildPage(model));
  return {
    ...{address: pathToFileURL(file).href, folder},
    remove: () => rm(folder, {recursive: true, force: true}),
  };
}

/** A file taken away: its name and what it holds. */
export interface Taken {
  name: string;
  bytes: Buffer;
  text: string;
}

export class Workbench {
  readonly page: Page;
  /** What the page said to the console, and its errors. */
  readonly said: string[] = [];
  /** Every address that the page asked for. */
  readonly requests: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('console', message => this.said.push(message.text()));
    page.on('pageerror', error => this.said.push(error.message));
    page.context().on('request', request => this.requests.push(request.url()));
  }

  /** A page of its own, with the model ready to be asked. */
  static async open(
    browser: Browser,
    address: string,
    options: BrowserContextOptions = {},
  ): Promise<Workbench> {
    const opened = await Workbench.visit(browser, address, options);
    await opened.settle();
    return opened;
  }

  /** A page of its own, as far as it comes. */
  static async visit(
    browser: Browser,
    address: string,
    options: BrowserContextOptions = {},
  ): Promise<Workbench> {
    const context = await browser.newContext({viewport: {width: 1200, height: 900}, ...options});
    context.setDefaultTimeout(PATIENCE);
    await context.addInitScript(countQuestions);
    const workbench = new Workbench(await context.newPage());
    await workbench.page.goto(address);
    return workbench;
  }

  /** Questions that the page has put to its worker. */
  questions(): Promise<number> {
    return this.page.evaluate(() => Number(Reflect.get(globalThis, 'questions')));
  }

  /** Waits until the model is open and every question is answered. */
  async settle(): Promise<void> {
    await this.page.locator('.workbench[data-phase="ready"][data-busy=""]').waitFor();
  }

  get box(): Locator {
    return this.page.getByRole('textbox', {name: /Paste or type genes/});
  }

  /** Puts a list into the box and waits for all answers. The driver takes minutes over a text of a thousand lines. */
  async ask(text: string): Promise<void> {
    await this.box.fill(text);
    await this.settle();
  }

  panel(kind: AskKind): Locator {
    return this.page.locator(`[data-panel="${kind}"]`);
  }

  /** The line on how a name was read. */
  reading(given: string): Locator {
    return this.page
      .getByRole('region', {name: 'How the names were read'})
      .getByRole('listitem')
      .filter({hasText: new RegExp(`^${given}`)});
  }

  /** Texts of a column of a table with details. */
  async column(kind: AskKind, title: string): Promise<string[]> {
    const cells = this.panel(kind).locator(`table.data td[data-label="${title}"]`);
    return (await cells.allTextContents()).map(oneLine);
  }

  /** Unfolds the choice of libraries, own sets and background. */
  async unfoldScope(): Promise<void> {
    const scope = this.page.locator('details.scope');
    if ((await scope.getAttribute('open')) === null) await scope.locator('summary').click();
  }

  /** Clicks a button that saves a file, and reads the file. */
  async take(button: Locator): Promise<Taken> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), button.click()]);
    const bytes = await readFile(await download.path());
    return {name: download.suggestedFilename(), bytes, text: bytes.toString()};
  }

  /** Drops a file on the page, as a user does who drags it from a folder. */
  async drop(name: string, content: string | Uint8Array): Promise<void> {
    const data = Buffer.from(content).toString('base64');
    await this.page.evaluate(
      ([name, data]) => {
        const bytes = Uint8Array.from(atob(data), character => character.charCodeAt(0));
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([bytes], name));
        for (const type of ['dragover', 'drop']) {
          document.body.dispatchEvent(
            new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true}),
          );
        }
      },
      [name, data],
    );
  }

  /** The dialog that asks what to do with a dropped file. */
  file(name: string): Locator {
    return this.page.getByRole('dialog', {name: `File ${name}`});
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

/** Runs in the page before its own code. */
function countQuestions(): void {
  Reflect.set(globalThis, 'questions', 0);
  const {postMessage} = Worker.prototype;
  Worker.prototype.postMessage = function (this: Worker, message: unknown, transfer: unknown) {
    if (!Reflect.has(Object(message), 'stop')) {
      Reflect.set(globalThis, 'questions', Number(Reflect.get(globalThis, 'questions')) + 1);
    }
    return Reflect.apply(postMessage, this, [message, transfer]);
  };
}

/** So many symbols that the model knows, in the order of its vocabulary, which begins with no gene. */
export async function manySymbols(count: number): Promise<string[]> {
  const model = await open(await readFile(OWN_FILE));
  return model.symbols.slice(1, count + 1);
}

/** The text of one element, blanks as a reader sees them. */
export async function textOf(element: Locator): Promise<string> {
  return oneLine((await element.textContent()) ?? '');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
