// Chooses where TensorFlow.js computes: a GPU through WebGPU (Dawn), TensorFlow itself (tfjs-node-gpu, tfjs-node), else
// plain JavaScript. Everything is loaded on first use, so that the other engines never pay for it.

import {availableParallelism} from 'node:os';
import util from 'node:util';
import {
  BACKEND_NAMES,
  type Backend,
  type BackendName,
  type Loaded,
  startBackend,
} from '../backend.ts';
import type {Tf} from '../tf.ts';
import {openDawn} from './dawn.ts';
import {importOptional} from './import-optional.ts';

/** Never taken unless it is named. */
const SOFTWARE: BackendName = 'webgpu-software';

/** What each backend is and does; `cpu` always loads. */
const LOADERS: Record<BackendName, () => Promise<Loaded>> = {
  webgpu: () => openDawn(false),
  'node-gpu': () => loadTensorFlow('@tensorflow/tfjs-node-gpu'),
  node: () => loadTensorFlow('@tensorflow/tfjs-node'),
  cpu: loadPlain,
  'webgpu-software': () => openDawn(true),
};

let chosen: Promise<Backend> | undefined;

/**
 * The backend GENEGLOT_TFJS_BACKEND names, else the one that is `preferred`, else the first that loads. TensorFlow.js has
 * one backend for the whole process, so the first choice holds.
 */
export function chooseBackend(preferred?: BackendName): Promise<Backend> {
  chosen ??= choose(preferred).catch(error => {
    chosen = undefined;
    throw error;
  });
  return chosen;
}

async function choose(preferred: BackendName | undefined): Promise<Backend> {
  const wanted = process.env.GENEGLOT_TFJS_BACKEND;
  if (wanted) return forceBackend(wanted);
  if (preferred) return loadBackend(preferred, '');
  const missing: string[] = [];
  for (const name of BACKEND_NAMES) {
    if (name === SOFTWARE) continue;
    try {
      const reason = missing.length > 0 ? missing.join('; ') : 'the fastest that loads';
      return await loadBackend(name, reason);
    } catch (error) {
      missing.push(`${name}: ${firstLine(error)}`);
    }
  }
  throw new Error(`no TensorFlow.js backend loads: ${missing.join('; ')}`);
}

async function forceBackend(wanted: string): Promise<Backend> {
  const name = BACKEND_NAMES.find(known => known === wanted);
  if (!name) {
    throw new Error(`GENEGLOT_TFJS_BACKEND is ${wanted}: expected ${BACKEND_NAMES.join(', ')}`);
  }
  try {
    return await loadBackend(name, 'named by GENEGLOT_TFJS_BACKEND');
  } catch (error) {
    throw new Error(`GENEGLOT_TFJS_BACKEND is ${name}, which does not load: ${firstLine(error)}`);
  }
}

async function loadBackend(name: BackendName, reason: string): Promise<Backend> {
  const loaded = await LOADERS[name]();
  const usesTensorFlow = loaded.backend === 'tensorflow';
  return startBackend(loaded, {name, reason, threads: usesTensorFlow ? availableParallelism() : 1});
}

async function loadTensorFlow(name: string): Promise<Loaded> {
  giveBackIsNullOrUndefined();
  // It brings its own TensorFlow.js along, which must be the one that is used.
  const module = await importOptional<Tf & {default?: Tf}>(name);
  return {tf: module.default ?? module, backend: 'tensorflow', description: name};
}

/** Node 23 dropped a function of `util` that tfjs-node 4.22 calls (github.com/tensorflow/tfjs, pull request 8425). */
function giveBackIsNullOrUndefined(): void {
  const functions: Record<string, unknown> = Object(util);
  functions.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}

async function loadPlain(): Promise<Loaded> {
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-backend-cpu');
  return {tf, backend: 'cpu', description: 'plain JavaScript'};
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n')[0];
}
