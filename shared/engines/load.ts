// Chooses the compute engine: the native addon where it was compiled, else its WebAssembly twin.
import {availableParallelism} from 'node:os';
import type {Engine} from '../gpt/engine.ts';
import {loadNativeEngine} from './native.ts';
import {loadWasmEngine} from './wasm.ts';

export interface LoadOptions {
  /** Threads that compute; GENEGLOT_THREADS or all cores when absent. */
  threads?: number;
}

/** As core/src/parallel.hpp. */
const MAX_THREADS = 64;

/** The engine asked for, and in words why it is this one; throws when a named engine cannot be loaded. */
export async function loadEngine(
  choice: 'auto' | 'native' | 'wasm',
  options: LoadOptions = {},
): Promise<{engine: Engine; reason: string}> {
  const threads = threadCount(options);
  if (choice === 'native') return {engine: loadNativeEngine(threads), reason: 'asked for'};
  if (choice === 'wasm') return {engine: await loadWasmEngine(threads), reason: 'asked for'};
  try {
    return {engine: loadNativeEngine(threads), reason: 'the fastest that loads'};
  } catch (error) {
    const {message} = error as Error;
    return {engine: await loadWasmEngine(threads), reason: `native does not load: ${message}`};
  }
}

function threadCount({threads}: LoadOptions): number {
  const text = process.env.GENEGLOT_THREADS;
  const count = threads ?? (text ? Number(text) : availableParallelism());
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(
      `${threads === undefined ? 'GENEGLOT_THREADS' : 'threads'} is ${threads ?? text}: expected a positive integer`,
    );
  }
  return Math.min(count, MAX_THREADS);
}
