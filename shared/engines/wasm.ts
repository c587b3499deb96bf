// The WebAssembly engine in Node: the committed module and worker_threads.
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Worker} from 'node:worker_threads';
import type {CoreEngine} from './core-engine.ts';
import {type CreateWorker, createWasmEngine} from './wasm-core.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'core', 'wasm');

/** The WebAssembly engine on `threads` threads. */
export async function loadWasmEngine(threads: number): Promise<CoreEngine> {
  return createWasmEngine(await readFile(join(FOLDER, 'geneglot.wasm')), threads, createNodeWorker);
}

const createNodeWorker: CreateWorker = ({onMessage, onError}) => {
  const worker = new Worker(join(FOLDER, 'worker.mjs'));
  worker.on('message', onMessage);
  worker.on('error', onError);
  // Only a call under way keeps the process alive, and listening would.
  worker.unref();
  return {
    post: message => worker.postMessage(message),
    keepAlive: on => (on ? worker.ref() : worker.unref()),
  };
};
