// What the test of a browser's WebGPU runs inside the page: a small model trained and asked, results sent back as JSON.
import {loadBrowserGpu} from '../../shared/engines/webgpu-browser.ts';
import {stepAndComplete} from './step-and-complete.ts';

const page = globalThis as unknown as {
  fetch(url: string, options: {method: string; body: string}): Promise<unknown>;
};

async function answer(): Promise<object> {
  const refusal = await loadBrowserGpu().then(
    () => '',
    (error: Error) => error.message,
  );
  const engine = await loadBrowserGpu(true);
  return {refusal, description: engine.description, ...(await stepAndComplete(engine))};
}

answer()
  .catch((error: Error) => ({error: error.message}))
  .then(body => page.fetch('result', {method: 'POST', body: JSON.stringify(body)}));
