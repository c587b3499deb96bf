// Chooses where TensorFlow.js computes: TensorFlow itself (tfjs-node-gpu, tfjs-node), a GPU through WebGPU (Dawn),
// else plain JavaScript. Everything is loaded on first use, so that the other engines never pay for it.

import {availableParallelism} from 'node:os';
import {registerMissingGradients} from './gradients.ts';
import type {Tf} from './tf.ts';

const BACKEND_NAMES = ['node-gpu', 'node', 'webgpu', 'cpu'] as const;
type BackendName = (typeof BACKEND_NAMES)[number];

/** A loaded backend. */
export interface Backend {
  tf: Tf;
  name: BackendName;
  /** In words, e.g. "plain JavaScript". */
  description: string;
  /** Why it is this one. */
  reason: string;
  threads: number;
  /** Whether results can be read without waiting; WebGPU's cannot. */
  readsAtOnce: boolean;
  /**
   * Prompts computed side by side. Only the plain backend gives a row the same bits whatever the other rows are;
   * elsewhere a prompt goes alone, since batching must never change a result.
   */
  promptsTogether: number;
}

type Loaded = Pick<Backend, 'tf' | 'description'> & {backend: string};

/** What each backend is and does; `cpu` always loads. */
const LOADERS: Record<BackendName, () => Promise<Loaded>> = {
  'node-gpu': () => loadTensorFlow('@tensorflow/tfjs-node-gpu'),
  node: () => loadTensorFlow('@tensorflow/tfjs-node'),
  webgpu: loadWebGpu,
  cpu: loadPlain,
};

/** Node's release that dropped functions of `util` which tfjs-node 4.22 calls. */
const TOO_NEW_FOR_TFJS_NODE = 23;
/** As many prompts as a group of prompt-groups.ts has. */
const ALL_OF_A_GROUP = 64;

let chosen: Promise<Backend> | undefined;

/**
 * The backend GENEGLOT_TFJS_BACKEND names, else the first that loads. TensorFlow.js has one backend for the whole
 * process, so the first choice holds.
 */
export function chooseBackend(): Promise<Backend> {
  chosen ??= choose().catch(error => {
    chosen = undefined;
    throw error;
  });
  return chosen;
}

async function choose(): Promise<Backend> {
  const wanted = process.env.GENEGLOT_TFJS_BACKEND;
  if (wanted) return forceBackend(wanted);
  const missing: string[] = [];
  for (const name of BACKEND_NAMES) {
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
  const {tf, backend, description} = await LOADERS[name]();
  // Without it the plain backend prints an advertisement for tfjs-node.
  tf.enableProdMode();
  if (!(await tf.setBackend(backend))) throw new Error(`its backend ${backend} does not start`);
  await tf.ready();
  registerMissingGradients(tf);
  const usesTensorFlow = backend === 'tensorflow';
  return {
    tf,
    name,
    description,
    reason,
    threads: usesTensorFlow ? availableParallelism() : 1,
    readsAtOnce: name !== 'webgpu',
    promptsTogether: name === 'cpu' ? ALL_OF_A_GROUP : 1,
  };
}

async function loadTensorFlow(name: string): Promise<Loaded> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= TOO_NEW_FOR_TFJS_NODE) {
    throw new Error(`it runs on Node ${TOO_NEW_FOR_TFJS_NODE - 1} at most, this is Node ${major}`);
  }
  // It brings its own TensorFlow.js along, which must be the one that is used.
  const module = await importOptional<Tf & {default?: Tf}>(name);
  return {tf: module.default ?? module, backend: 'tensorflow', description: name};
}

async function loadWebGpu(): Promise<Loaded> {
  const dawn = await importOptional<Dawn>('webgpu');
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter();
  if (!adapter) throw new Error('there is no adapter (graphics driver)');
  // The backend looks for a browser's navigator.gpu.
  const {navigator = {}} = globalThis as {navigator?: object};
  Object.defineProperty(navigator, 'gpu', {value: gpu, configurable: true});
  Object.defineProperty(globalThis, 'navigator', {value: navigator, configurable: true});
  const tf = await import('@tensorflow/tfjs-core');
  await importOptional('@tensorflow/tfjs-backend-webgpu');
  return {tf, backend: 'webgpu', description: `WebGPU on ${adapter.info.description}`};
}

/** The part of the `webgpu` package (Dawn for Node) used here. */
interface Dawn {
  globals: object;
  create(flags: string[]): {
    requestAdapter(): Promise<{info: {description: string}} | null>;
  };
}

async function loadPlain(): Promise<Loaded> {
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-backend-cpu');
  return {tf, backend: 'cpu', description: 'plain JavaScript'};
}

/** A package that may be absent; as a variable, its name neither has to resolve nor enters a stage's fingerprint. */
async function importOptional<Module>(name: string): Promise<Module> {
  try {
    return (await import(/* package */ name)) as Module;
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    const absent = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    throw absent && message.includes(name) ? new Error(`${name} is not installed`) : error;
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n')[0];
}
