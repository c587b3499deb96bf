// Serves the workbench to browsers of this machine alone: two addresses, read only, under the machine's own names.
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';

/** Where the page asks for its model. */
export const MODEL_ADDRESS = 'model.geneglot';

/** What is served. */
export interface Served {
  page: string;
  model: Uint8Array;
}

const LOOPBACK = '127.0.0.1';
/** A page of elsewhere whose name was turned to this machine (DNS rebinding) sends that name as its host. */
const OWN_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** No other page may read, frame or run what is served; nothing is kept by the browser. */
const HEADERS = {
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Listens on the loopback address; 0 takes a free port. Fails with the system's error. */
export async function startPageServer(served: Served, port: number): Promise<Server> {
  const server = createServer((request, response) => answer(request, response, served));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return server;
}

function answer(request: IncomingMessage, response: ServerResponse, served: Served): void {
  const {headers, method = '', url = '', socket} = request;
  if (!isOwnHost(headers.host, socket.localPort)) {
    refuse(response, 421, 'This server answers under its own address alone.');
  } else if (method !== 'GET' && method !== 'HEAD') {
    refuse(response, 405, 'This server is read only.', {allow: 'GET, HEAD'});
  } else {
    const found = findContent(url.split('?')[0], served);
    if (found === undefined) refuse(response, 404, 'There is nothing at this address.');
    else send(response, 200, found, method === 'HEAD');
  }
}

/** Whether a request was meant for this server: by a name of this machine, and its port. */
function isOwnHost(host: string | undefined, port: number | undefined): boolean {
  return OWN_NAMES.some(name => host?.toLowerCase() === `${name}:${port}`);
}

interface Content {
  type: string;
  body: string | Uint8Array;
}

function findContent(path: string, {page, model}: Served): Content | undefined {
  if (path === '/') return {type: 'text/html; charset=utf-8', body: page};
  if (path === `/${MODEL_ADDRESS}`) return {type: 'application/octet-stream', body: model};
  return undefined;
}

function refuse(
  response: ServerResponse,
  status: number,
  sentence: string,
  headers: Record<string, string> = {},
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  send(response, status, {type: 'text/plain; charset=utf-8', body: `${sentence}\n`}, false);
}

function send(
  response: ServerResponse,
  status: number,
  {type, body}: Content,
  isHead: boolean,
): void {
  response.writeHead(status, {
    ...HEADERS,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  });
  response.end(isHead ? undefined : body);
}
