// Chooses the compute engine: the native addon where it was compiled, else its WebAssembly twin.
import {availableParallelism} from 'node:os';
import type {Engine} from '../gpt/engine.ts';
import {loadNativeEngine, type Precision} from './native.ts';
import {loadWasmEngine} from './wasm.ts';

export interface LoadOptions {
  /** Threads that compute; GENEGLOT_THREADS or all cores when absent. */
  threads?: number;
  /** Arithmetic of matrix products: f32 (the default), or bf16 on processors with AVX512-BF16, native only. */
  precision?: Precision;
}

/** As core/src/parallel.hpp. */
const MAX_THREADS = 64;

/** The engine asked for, and in words why it is this one; throws when a named engine cannot be loaded. */
export async function loadEngine(
  choice: 'auto' | 'native' | 'wasm',
  options: LoadOptions = {},
): Promise<{engine: Engine; reason: string}> {
  const threads = threadCount(options);
  const {precision = 'f32'} = options;
  if (choice === 'native') {
    return {engine: loadNativeEngine(threads, precision), reason: 'asked for'};
  }
  if (choice === 'wasm') {
    if (precision !== 'f32') throw new Error(`the WebAssembly engine has no ${precision}: use f32`);
    return {engine: await loadWasmEngine(threads), reason: 'asked for'};
  }
  try {
    return {engine: loadNativeEngine(threads, precision), reason: 'the fastest that loads'};
  } catch (error) {
    if (precision !== 'f32') throw error;
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
