// WebGPU as a backend of TensorFlow.js, in Node (Dawn) and in the browser alike: which adapter is taken, a device with all
// that the adapter allows, and what goes wrong on it.
import type {Tf} from './tf.ts';

/** The part of `navigator.gpu` used here. */
export interface Gpu {
  requestAdapter(options: {powerPreference: 'high-performance'}): Promise<Adapter | null>;
}

export interface Adapter {
  info: {
    vendor?: string;
    architecture?: string;
    device?: string;
    description?: string;
    isFallbackAdapter?: boolean;
  };
  limits: Readonly<Record<string, number>>;
  requestDevice(options: {requiredLimits: Record<string, number>}): Promise<Device>;
}

interface Device {
  lost: Promise<{message: string}>;
  onuncapturederror: ((event: {error: {message: string}}) => void) | null;
}

/** A device in use. */
export interface OpenGpu {
  /** In words, e.g. "NVIDIA GeForce RTX 3060". */
  name: string;
  /** Bytes of the largest array. */
  largestArray: number;
  /** Bytes of all buffers, those kept for reuse included. */
  heldBytes(): number;
  /** Throws what went wrong on the device since it was opened: WebGPU reports errors late and computes on. */
  requireWorking(): void;
}

/** What of @tensorflow/tfjs-backend-webgpu is used here. */
export interface BackendModule {
  WebGPUBackend: new (device: Device, info: object) => ReturnType<Tf['backend']>;
}

/** Limits that a device has only when they are asked for; TensorFlow.js works up to them. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
];

/** How adapters that compute on the processor call themselves: Google's, Mesa's and Microsoft's. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b|\bcpu\b/i;

/** The fastest adapter; one that computes on the processor only where `takesSoftware`. */
export async function requestAdapter(gpu: Gpu, takesSoftware: boolean): Promise<Adapter> {
  const adapter = await gpu.requestAdapter({powerPreference: 'high-performance'});
  if (!adapter) throw new Error('there is no adapter (graphics driver)');
  if (takesSoftware || !isSoftware(adapter)) return adapter;
  throw new Error(
    `${nameOf(adapter)} computes on the processor; GENEGLOT_TFJS_BACKEND=webgpu-software takes it`,
  );
}

function isSoftware({info}: Adapter): boolean {
  const {vendor, architecture, device, description} = info;
  return (
    info.isFallbackAdapter === true ||
    [vendor, architecture, device, description].some(text => SOFTWARE.test(text ?? ''))
  );
}

/** A browser leaves most of an adapter's description out. */
function nameOf({info: {vendor, architecture, device, description}}: Adapter): string {
  return description || device || [vendor, architecture].filter(Boolean).join(' ') || 'a GPU';
}

/** TensorFlow.js on the adapter's device: a backend as `startBackend` takes it. */
export async function loadWebGpu(tf: Tf, module: BackendModule, adapter: Adapter) {
  const gpu = await openDevice(tf, module, adapter);
  return {tf, gpu, backend: 'webgpu', description: `WebGPU on ${gpu.name}`};
}

/** Opens the adapter's device, and gives TensorFlow.js a backend `webgpu` on it. */
async function openDevice(
  tf: Tf,
  {WebGPUBackend}: BackendModule,
  adapter: Adapter,
): Promise<OpenGpu> {
  const requiredLimits = Object.fromEntries(LIMITS.map(name => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({requiredLimits});
  let failure: string | undefined;
  device.onuncapturederror = ({error}) => {
    failure ??= error.message;
  };
  void device.lost.then(({message}) => {
    failure ??= `the device was lost: ${message}`;
  });
  // In a browser the package has registered a device of its own making, which is not opened yet.
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  const name = nameOf(adapter);
  return {
    name,
    heldBytes: () => (tf.memory() as {numBytesAllocatedInGPU?: number}).numBytesAllocatedInGPU ?? 0,
    largestArray: Math.min(
      requiredLimits.maxBufferSize,
      requiredLimits.maxStorageBufferBindingSize,
    ),
    requireWorking: () => {
      if (failure === undefined) return;
      throw new Error(
        `${name}: ${firstLineOf(failure)}: lower batchSize or blockSize, or use engine native`,
      );
    },
  };
}

function firstLineOf(text: string): string {
  return text.trim().split('\n')[0];
}
