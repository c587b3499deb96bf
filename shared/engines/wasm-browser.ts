// The WebAssembly engine in a browser: the same module and worker, fetched from where the page keeps them. The page
// must be cross-origin isolated (COOP: same-origin, COEP: require-corp), since threads share their memory.
import type {CoreEngine} from './core-engine.ts';
import {type CreateWorker, createWasmEngine} from './wasm-core.ts';

/** What is used of a browser here; TypeScript knows it only in the library for browsers. */
interface BrowserApi {
  crossOriginIsolated: boolean;
  navigator: {hardwareConcurrency?: number};
  fetch(url: URL): Promise<{ok: boolean; status: number; arrayBuffer(): Promise<ArrayBuffer>}>;
  Worker: new (
    url: URL,
    options: {type: 'module'},
  ) => {
    postMessage(message: unknown): void;
    onmessage: ((event: {data: unknown}) => void) | null;
    onerror: ((event: {message: string}) => void) | null;
  };
}

/** Where a page keeps `core/wasm/geneglot.wasm` and `core/wasm/worker.mjs`. */
export interface BrowserFiles {
  module: URL;
  worker: URL;
}

/** The engine on all of the browser's cores, or on `threads`. */
export async function loadBrowserEngine(
  files: BrowserFiles,
  threads?: number,
): Promise<CoreEngine> {
  const browser = globalThis as unknown as BrowserApi;
  if (!browser.crossOriginIsolated) {
    throw new Error(
      'the page is not cross-origin isolated, so threads cannot share memory: serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
    );
  }
  const response = await browser.fetch(files.module);
  if (!response.ok)
    throw new Error(`${files.module}: found status ${response.status}, expected 200`);
  const createWorker: CreateWorker = ({onMessage, onError}) => {
    const worker = new browser.Worker(files.worker, {type: 'module'});
    worker.onmessage = ({data}) => onMessage(data);
    worker.onerror = ({message}) => onError(new Error(message));
    return {post: message => worker.postMessage(message), keepAlive: () => {}};
  };
  const bytes = new Uint8Array(await response.arrayBuffer());
  return createWasmEngine(
    bytes,
    threads ?? browser.navigator.hardwareConcurrency ?? 1,
    createWorker,
  );
}
