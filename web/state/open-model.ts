// Hands the page's model to the worker: from the page itself, or from the page's own server.
import type {Opened} from '../protocol.ts';
import type {WorkerClient} from './worker-client.ts';

/** Opens the model that the element names; fails with a sentence. */
export async function openModel(client: WorkerClient, element: HTMLElement): Promise<Opened> {
  const {name = 'model file', address} = element.dataset;
  const bytes =
    address === undefined ? bytesFrom(element.textContent ?? '', name) : await load(address, name);
  // The text is some 16 MB that nobody needs any more.
  element.textContent = '';
  return client.ask('open', {bytes, name}, undefined, [bytes]).answer;
}

/** A worker of the page's own text. */
export function startWorker(element: HTMLElement): Worker {
  const code = new Blob([element.textContent ?? ''], {type: 'text/javascript'});
  return new Worker(URL.createObjectURL(code), {name: 'geneglot'});
}

async function load(address: string, name: string): Promise<ArrayBuffer> {
  const response = await fetch(address).catch(() => undefined);
  if (response?.ok) return response.arrayBuffer();
  throw new Error(`${name}: the server no longer answers. Start it again: geneglot serve.`);
}

function bytesFrom(base64: string, name: string): ArrayBuffer {
  try {
    return decodeBase64(base64);
  } catch {
    throw new Error(`${name}: found damaged text in the page. Copy or download the page again.`);
  }
}

/** Browsers have a decoder of their own since 2025. */
function decodeBase64(base64: string): ArrayBuffer {
  if ('fromBase64' in Uint8Array) {
    const decode = Uint8Array.fromBase64 as (text: string) => Uint8Array<ArrayBuffer>;
    return decode(base64).buffer;
  }
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}
