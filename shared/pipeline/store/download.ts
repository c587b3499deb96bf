// Downloads a source file once: resumable by a Range request, and only ever kept when its checksum agrees.
import {createWriteStream} from 'node:fs';
import {mkdir, rename, rm, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {sha256OfFile} from '../keys/hash-file.ts';
import {UserError} from '../problem.ts';

export interface DownloadRequest {
  url: string;
  /** Expected SHA-256, 64 hex digits. */
  sha256: string;
  /** Where the file goes; `<path>.part` holds what has come so far. */
  path: string;
}

export interface DownloadOptions {
  /** Called with bytes so far and in all (0 when the server does not say). */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
  /** Attempts after the first that fails midway; each resumes. */
  retries?: number;
}

/** Makes sure the file is at `path`; a file already there is taken as checked. */
export async function download(
  request: DownloadRequest,
  options: DownloadOptions = {},
): Promise<void> {
  if ((await sizeOf(request.path)) !== undefined) return;
  await mkdir(dirname(request.path), {recursive: true});
  for (let left = options.retries ?? 2; ; left--) {
    try {
      await fetchRest(request, options);
      break;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof UserError) throw error;
      if (left === 0) throw unreachable(request, error);
    }
  }
  await acceptIfWhole(request);
}

// One attempt: asks for what the .part file lacks and appends it; a server that ignores Range starts over.
async function fetchRest(request: DownloadRequest, options: DownloadOptions): Promise<void> {
  const part = `${request.path}.part`;
  const have = (await sizeOf(part)) ?? 0;
  const response = await fetch(request.url, {
    headers:
      have > 0
        ? {range: `bytes=${have}-`, 'accept-encoding': 'identity'}
        : {'accept-encoding': 'identity'},
    signal: options.signal ?? null,
  });
  if (response.status === 416) {
    await response.body?.cancel();
    return;
  }
  if (!response.ok || !response.body) throw refused(request, response);
  const resumes = response.status === 206 && startOf(response) === have;
  if (response.status === 206 && !resumes) {
    await response.body.cancel();
    await rm(part, {force: true});
    throw new Error('the server sent another range than requested');
  }
  let done = resumes ? have : 0;
  const length = Number(response.headers.get('content-length') ?? 0);
  const total = length > 0 ? done + length : 0;
  const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  body.on('data', (chunk: Uint8Array) => {
    done += chunk.byteLength;
    options.onProgress?.(done, total);
  });
  await pipeline(body, createWriteStream(part, {flags: resumes ? 'a' : 'w'}));
}

function startOf(response: Response): number {
  return Number(
    /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN,
  );
}

async function acceptIfWhole({url, sha256, path}: DownloadRequest): Promise<void> {
  const part = `${path}.part`;
  const found = await sha256OfFile(part);
  if (found === sha256) return rename(part, path);
  await rm(part, {force: true});
  throw new UserError(
    `${url} has another checksum than declared.\n    found    sha256 ${found}\n    expected sha256 ${sha256}\n    If the file was updated on purpose, check it and declare the new sha256.`,
  );
}

function refused({url, path}: DownloadRequest, response: Response): Error {
  const message = `${url}: the server answered ${response.status} ${response.statusText}.`;
  if (response.status >= 500 || response.status === 429) return new Error(message);
  return new UserError(`${message}\n    ${byHand(path)}`);
}

function unreachable({url, path}: DownloadRequest, error: unknown): UserError {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const reason =
    cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : cause;
  return new UserError(`Could not download ${url}: ${reason}.\n    ${byHand(path)}`);
}

function byHand(path: string): string {
  return `Check the network and run again (what came so far is kept), or put the file by hand at\n    ${path}`;
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    found => found.size,
    () => undefined,
  );
}
