// What the browser test runs inside the page: a small model trained and asked, results sent back as JSON.
import {loadBrowserEngine} from '../../shared/engines/wasm-browser.ts';
import {trainAndAsk} from './train-and-ask.ts';

const page = globalThis as unknown as {
  fetch(url: string, options: {method: string; body: string}): Promise<unknown>;
  location: {href: string};
};
const at = (name: string) => new URL(name, page.location.href);

async function answer(): Promise<string> {
  const files = {module: at('geneglot.wasm'), worker: at('worker.mjs')};
  return JSON.stringify(await trainAndAsk(await loadBrowserEngine(files, 2)));
}

answer()
  .catch((error: Error) => JSON.stringify({error: error.message}))
  .then(body => page.fetch('result', {method: 'POST', body}));
