// The TensorFlow.js engine on a browser's own WebGPU, for pages that compute on the visitor's graphics card.
import type {Engine} from './contract/engine.ts';
import {startBackend} from './tfjs/backend.ts';
import {TfjsEngine} from './tfjs/tfjs-engine.ts';
import {type BackendModule, type Gpu, loadWebGpu, requestAdapter} from './tfjs/webgpu.ts';

/** The engine on the fastest adapter; on one that computes on the processor only where `takesSoftware`. Throws why there is none. */
export async function loadBrowserGpu(takesSoftware = false): Promise<Engine> {
  const {gpu} = (globalThis as unknown as {navigator: {gpu?: Gpu}}).navigator;
  if (!gpu) {
    throw new Error(
      'found no WebGPU: expected a browser that has it, and a page by https or from this machine',
    );
  }
  const adapter = await requestAdapter(gpu, takesSoftware);
  const [tf, backend] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('@tensorflow/tfjs-backend-webgpu'),
  ]);
  const loaded = await loadWebGpu(tf, backend as unknown as BackendModule, adapter);
  const choice = {name: 'webgpu', reason: 'the adapter of the browser', threads: 1} as const;
  return new TfjsEngine(await startBackend(loaded, choice));
}
