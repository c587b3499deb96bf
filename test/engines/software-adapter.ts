// The WebGPU adapter that computes on the processor: SwiftShader, which Chromium brings along with Vulkan's loader.
import {existsSync, realpathSync} from 'node:fs';
import {dirname, join} from 'node:path';

const ICD = 'vk_swiftshader_icd.json';

/** Folders that may hold it: Debian's, and that of the browser that CHROMIUM names. */
function findFolder(): string | undefined {
  const {CHROMIUM: browser} = process.env;
  const named = browser && existsSync(browser) ? [dirname(realpathSync(browser))] : [];
  return [...named, '/usr/lib/chromium'].find(folder => existsSync(join(folder, ICD)));
}

const folder = process.platform === 'linux' ? findFolder() : undefined;
const installed = existsSync(
  join(import.meta.dirname, '../../node_modules/webgpu/dist', `linux-${process.arch}`),
);

/** For the environment of a process: Vulkan's loader is looked for when a process starts. Absent where there is none. */
export const SOFTWARE_ADAPTER =
  folder && installed
    ? {
        LD_LIBRARY_PATH: folder,
        VK_ICD_FILENAMES: join(folder, ICD),
        GENEGLOT_TFJS_BACKEND: 'webgpu-software',
        GENEGLOT_GPUS: '1',
      }
    : undefined;

/** To a test's name, where it is skipped. */
export const ADAPTER_NOTE = SOFTWARE_ADAPTER
  ? ''
  : ' (skipped: no Chromium with SwiftShader, or no package webgpu, is installed)';
