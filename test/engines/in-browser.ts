// Runs an entry file as the script of a page in a real browser, and gives back what the page posts to `result`.
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from '@jest/globals';
import {build} from 'esbuild';

const WASM = join(import.meta.dirname, '..', '..', 'core', 'wasm');
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

const browser = ['chromium', 'google-chrome', 'chromium-browser'].find(
  name => spawnSync(name, ['--version']).status === 0,
);

export const testThere = browser ? test : test.skip;
/** To a test's name, where it is skipped. */
export const BROWSER_NOTE = browser ? '' : ' (skipped: no Chromium is installed)';

interface Page {
  /** File in this folder. */
  entry: string;
  /** Whether the page is cross-origin isolated, as threads need it. */
  isolated: boolean;
  /** Of the browser, beside the usual ones. */
  flags: readonly string[];
}

async function bundle(entry: string): Promise<string> {
  const {outputFiles} = await build({
    entryPoints: [join(import.meta.dirname, entry)],
    bundle: true,
    format: 'esm',
    write: false,
  });
  return outputFiles[0].text;
}

/** Serves the page with or without isolation; `result` settles when the page has answered. */
function serve(script: string, isolated: boolean): {server: Server; result: Promise<string>} {
  const files: Record<string, [string, string | Buffer]> = {
    '/': ['text/html', '<!doctype html><script type="module" src="page.js"></script>'],
    '/page.js': ['text/javascript', script],
    '/worker.mjs': ['text/javascript', readFileSync(join(WASM, 'worker.mjs'))],
    '/geneglot.wasm': ['application/wasm', readFileSync(join(WASM, 'geneglot.wasm'))],
  };
  let settle: (text: string) => void;
  const result = new Promise<string>(resolve => {
    settle = resolve;
  });
  const server = createServer((request, response) => {
    if (request.url === '/result') {
      let body = '';
      request.on('data', text => (body += text));
      request.on('end', () => settle(body));
    }
    const [type, content] = files[request.url ?? ''] ?? ['text/plain', ''];
    response.writeHead(200, {
      'content-type': type,
      ...(isolated && {
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      }),
    });
    response.end(content);
  });
  return {server, result};
}

/** What the page answers, as JSON. */
export async function answerOfPage({entry, isolated, flags: own}: Page): Promise<unknown> {
  const profile = mkdtempSync(join(tmpdir(), 'geneglot-browser-'));
  const {server, result} = serve(await bundle(entry), isolated);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  let child: ChildProcess | undefined;
  try {
    const flags = [...FLAGS, ...own, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`];
    // A group of its own, so that its helper processes end with it.
    child = spawn(browser ?? '', flags, {stdio: 'ignore', detached: true});
    return JSON.parse(await result);
  } finally {
    const ended = new Promise(resolve => child?.on('close', resolve));
    if (child?.pid) process.kill(-child.pid, 'SIGKILL');
    await ended;
    server.close();
    server.closeAllConnections();
    rmSync(profile, {recursive: true, force: true, maxRetries: 10, retryDelay: 100});
  }
}
