// The TensorFlow.js engine: the same GPT in TensorFlow.js ops, differentiated by its tape. It shares no arithmetic with
// the compiled core, so that each is a check of the other.
import type {Engine} from './contract/engine.ts';
import {chooseBackend} from './tfjs/in-node/choose-backend.ts';
import {TfjsEngine} from './tfjs/tfjs-engine.ts';

/** The TensorFlow.js engine on the backend GENEGLOT_TFJS_BACKEND names or the first that loads, and why on that one. */
export async function loadTfjsEngine(): Promise<{engine: Engine; reason: string}> {
  const backend = await chooseBackend();
  return {engine: new TfjsEngine(backend), reason: backend.reason};
}

/** The TensorFlow.js engine on a GPU; throws why there is none. GENEGLOT_TFJS_BACKEND may name another backend. */
export async function loadGpuEngine(): Promise<Engine> {
  const backend = await chooseBackend('webgpu');
  if (backend.gpu) return new TfjsEngine(backend);
  throw new Error(`TensorFlow.js computes in ${backend.description}: ${backend.reason}`);
}
