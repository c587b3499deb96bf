// Where TensorFlow.js computes, and what follows from that; the same in Node and in a browser.
import {registerMissingGradients} from './gradients.ts';
import type {Tf} from './tf.ts';
import type {OpenGpu} from './webgpu.ts';

/** In the order in which they are tried. */
export const BACKEND_NAMES = ['webgpu', 'node-gpu', 'node', 'cpu', 'webgpu-software'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];

/** A loaded backend. */
export interface Backend {
  tf: Tf;
  name: BackendName;
  /** In words, e.g. "plain JavaScript". */
  description: string;
  /** Why it is this one. */
  reason: string;
  threads: number;
  /** The device, where results lie in memory of their own. */
  gpu?: OpenGpu;
  /** Whether results can be read without waiting; WebGPU's cannot. */
  readsAtOnce: boolean;
  /**
   * Prompts computed side by side. Only the plain backend gives a row the same bits whatever the other rows are;
   * elsewhere a prompt goes alone, since batching must never change a result.
   */
  promptsTogether: number;
}

/** A backend before it is started; `backend` is its name in TensorFlow.js. */
export type Loaded = Pick<Backend, 'tf' | 'description' | 'gpu'> & {backend: string};

/** As many prompts as a group of prompt-groups.ts has. */
const ALL_OF_A_GROUP = 64;

/** Makes it the backend of the process or page: TensorFlow.js has one. */
export async function startBackend(
  {tf, backend, description, gpu}: Loaded,
  choice: Pick<Backend, 'name' | 'reason' | 'threads'>,
): Promise<Backend> {
  // Without it the plain backend prints an advertisement for tfjs-node.
  tf.enableProdMode();
  if (!(await tf.setBackend(backend))) throw new Error(`its backend ${backend} does not start`);
  await tf.ready();
  registerMissingGradients(tf);
  return {
    ...{tf, description, ...choice},
    ...(gpu && {gpu}),
    readsAtOnce: gpu === undefined,
    promptsTogether: choice.name === 'cpu' ? ALL_OF_A_GROUP : 1,
  };
}
