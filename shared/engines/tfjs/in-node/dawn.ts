// WebGPU in Node: Dawn, which the package `webgpu` ships, in the place where a browser has its own.
import {readdirSync} from 'node:fs';
import type {Loaded} from '../backend.ts';
import {type BackendModule, type Gpu, loadWebGpu, requestAdapter} from '../webgpu.ts';
import {importOptional} from './import-optional.ts';

/** The part of the package `webgpu` used here. */
interface Dawn {
  globals: object;
  create(options: string[]): Gpu;
}

/** Device files that drivers of GPUs make on Linux: of any vendor, of NVIDIA, of Windows below Linux. */
const DEVICE_FILES = [
  ['/dev/dri', /^renderD\d+$/],
  ['/dev', /^(nvidia\d+|dxg)$/],
] as const;

/** Opens the GPU and gives TensorFlow.js a backend on it. */
export async function openDawn(takesSoftware: boolean): Promise<Loaded> {
  // Without a driver Dawn prints a warning of its own to the terminal.
  if (!takesSoftware) requireDeviceFile();
  const dawn = await importOptional<Dawn>('webgpu');
  const backend = await importOptional<BackendModule>('@tensorflow/tfjs-backend-webgpu');
  const gpu = dawn.create([]);
  const adapter = await requestAdapter(gpu, takesSoftware);
  Object.assign(globalThis, dawn.globals);
  // The backend looks for a browser's navigator.gpu.
  const {navigator = {}} = globalThis as {navigator?: object};
  Object.defineProperty(navigator, 'gpu', {value: gpu, configurable: true});
  Object.defineProperty(globalThis, 'navigator', {value: navigator, configurable: true});
  const tf = await import('@tensorflow/tfjs-core');
  return loadWebGpu(tf, backend, adapter);
}

function requireDeviceFile(): void {
  if (process.platform !== 'linux') return;
  const found = DEVICE_FILES.some(([folder, names]) => {
    try {
      return readdirSync(folder).some(name => names.test(name));
    } catch {
      return false;
    }
  });
  if (!found) throw new Error('there is no GPU (no device of a graphics driver)');
}
