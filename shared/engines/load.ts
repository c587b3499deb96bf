// Chooses the compute engine: the native addon where it was compiled, else its WebAssembly twin, else TensorFlow.js; for a
// training a GPU where that is faster.
import {availableParallelism} from 'node:os';
import {considerGpu, type Training} from './consider-gpu.ts';
import type {Engine} from './contract/engine.ts';
import {loadNativeEngine, type Precision} from './native.ts';
import {loadTfjsEngine} from './tfjs.ts';
import {loadWasmEngine} from './wasm.ts';

export interface LoadOptions {
  /** Threads that compute; GENEGLOT_THREADS or all cores when absent. */
  threads?: number;
  /** Arithmetic of matrix products: f32 (the default), or bf16 on processors with AVX512-BF16, native only; `auto`. */
  precision?: Precision;
  /** The training that the engine is for: `auto` then takes a GPU where that is faster. Completing goes one prompt at a time there. */
  training?: Training;
}

const TITLES = {wasm: 'WebAssembly', tfjs: 'TensorFlow.js'};

/** As core/src/parallel.hpp. */
const MAX_THREADS = 64;

export type EngineChoice = 'auto' | Engine['name'];

interface LoadedEngine {
  engine: Engine;
  /** In words, why it is this one. */
  reason: string;
}

/** The engine asked for, and in words why it is this one; throws when a named engine cannot be loaded. */
export async function loadEngine(
  choice: EngineChoice,
  options: LoadOptions = {},
): Promise<LoadedEngine> {
  const threads = threadCount(options);
  const {precision = 'f32'} = options;
  if (choice === 'auto') return loadFastest(threads, precision, options.training);
  const {engine, remark} = await loadNamed(choice, threads, precision);
  return {engine, reason: inWords(['asked for', remark])};
}

/** The core, or a GPU that is faster; where a GPU was looked for in vain, the reason says so. */
async function loadFastest(
  threads: number,
  precision: Precision,
  training: Training | undefined,
): Promise<LoadedEngine> {
  const core = await loadFirst(threads, precision);
  if (!training || precision === 'bf16' || core.engine.name === 'tfjs') return core;
  const {engine = core.engine, reason} = await considerGpu(core.engine, training);
  return {engine, reason: inWords([engine === core.engine ? core.reason : '', reason])};
}

/** The fastest that loads: native, else wasm, else tfjs. */
async function loadFirst(threads: number, precision: Precision): Promise<LoadedEngine> {
  const skipped: string[] = [];
  for (const name of ['native', 'wasm', 'tfjs'] as const) {
    try {
      const {engine, remark} = await loadNamed(name, threads, precision);
      return {engine, reason: inWords([...skipped, remark]) || 'the fastest that loads'};
    } catch (error) {
      // The others have no bf16.
      if (precision === 'bf16') throw error;
      skipped.push(`${name} does not load: ${(error as Error).message}`);
    }
  }
  throw new Error(`no engine loads: ${inWords(skipped)}`);
}

/** An engine, and what else is to be said of the choice. */
async function loadNamed(
  name: Engine['name'],
  threads: number,
  precision: Precision,
): Promise<{engine: Engine; remark: string}> {
  if (name === 'native') return {engine: loadNativeEngine(threads, precision), remark: ''};
  if (precision === 'bf16')
    throw new Error(`the ${TITLES[name]} engine has no ${precision}: use f32`);
  if (name === 'wasm') return {engine: await loadWasmEngine(threads), remark: ''};
  const {engine, reason} = await loadTfjsEngine();
  return {engine, remark: reason};
}

function inWords(parts: string[]): string {
  return parts.filter(Boolean).join('; ');
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
