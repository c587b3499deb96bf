// Downloads a source file once: resumable by a Range request, and only ever kept when its checksum agrees. A file that
// lies there already is a source like others: it is hashed, unless nothing touched it since, before it is believed.

import {createWriteStream, lstatSync, statSync} from 'node:fs';
import {rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {sha256OfFile} from '../keys/hash-file.ts';
import {shownPath, UserError} from '../problem.ts';
import {makeFolder} from '../write-safely.ts';
import {acquireLock, type LockHolder} from './lock.ts';

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
  /** SHA-256 of a file; by default each is read in full. */
  hash?: (path: string) => Promise<string>;
  /** Called with what a user should know of a file that is not as declared. */
  onWarning?: (message: string) => void;
  /** Called once for every other process that is downloading the file. */
  onWait?: (holder: LockHolder) => void;
  /** Attempts after the first that fails midway; each resumes. */
  retries?: number;
}

/** Makes sure that the declared file is at `path`; one that differs is moved aside and downloaded again. */
export async function download(
  request: DownloadRequest,
  options: DownloadOptions = {},
): Promise<void> {
  if ((await look(request, options)) === 'as declared') return;
  const folder = dirname(request.path);
  makeFolder(folder);
  const lock = await acquireLock(join(dirname(folder), `.lock-${request.sha256.slice(0, 16)}`), {
    signal: options.signal ?? new AbortController().signal,
    onWait: options.onWait ?? (() => undefined),
  });
  try {
    // Another run may have brought it meanwhile.
    const found = await look(request, options);
    if (found === 'as declared') return;
    if (found) await moveAside(request, found, options);
    await fetchWhole(request, options, found);
  } finally {
    await lock.release();
  }
}

/** What lies at the path: nothing, the file as declared, or the checksum of another. */
async function look(
  {path, sha256}: DownloadRequest,
  {hash = sha256OfFile}: DownloadOptions,
): Promise<'as declared' | {sha256: string} | undefined> {
  // A link to a file is as good as the file: someone may have put it there by hand.
  const found = statSync(path, {throwIfNoEntry: false});
  if (!found) return undefined;
  if (!found.isFile()) {
    throw new UserError(
      `${shownPath(path)}: found no plain file, expected one with sha256 ${sha256}\n    Remove it and run again.`,
    );
  }
  const actual = await hash(path);
  return actual === sha256 ? 'as declared' : {sha256: actual};
}

async function moveAside(
  {path, sha256}: DownloadRequest,
  found: {sha256: string},
  {onWarning}: DownloadOptions,
): Promise<void> {
  const aside = `${path}.wrong`;
  await rename(path, aside);
  onWarning?.(
    `${shownPath(path)}: found sha256 ${found.sha256}, expected ${sha256}: it is kept as ${basename(aside)}, and the declared file is downloaded`,
  );
}

async function fetchWhole(
  request: DownloadRequest,
  options: DownloadOptions,
  wrong: {sha256: string} | undefined,
): Promise<void> {
  for (let left = options.retries ?? 2; ; left--) {
    try {
      await fetchRest(request, options);
      break;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof UserError) throw error;
      if (left === 0) throw unreachable(request, error, wrong);
    }
  }
  await acceptIfWhole(request);
}

// One attempt: asks for what the .part file lacks and appends it; a server that ignores Range starts over.
async function fetchRest(request: DownloadRequest, options: DownloadOptions): Promise<void> {
  const part = `${request.path}.part`;
  const have = await sizeOfPart(part);
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

function unreachable(
  {url, path, sha256}: DownloadRequest,
  error: unknown,
  wrong: {sha256: string} | undefined,
): UserError {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const reason =
    cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : cause;
  const lay = wrong
    ? `\n    The file that lay there is not the declared one: found sha256 ${wrong.sha256}, expected ${sha256}.`
    : '';
  return new UserError(`Could not download ${url}: ${reason}.${lay}\n    ${byHand(path)}`);
}

function byHand(path: string): string {
  return `Check the network and run again (what came so far is kept), or put the file by hand at\n    ${path}`;
}

// A link or a pipe in the place of the part would have the bytes written to another place.
async function sizeOfPart(part: string): Promise<number> {
  const found = lstatSync(part, {throwIfNoEntry: false});
  if (!found) return 0;
  if (found.isFile()) return found.size;
  await rm(part, {recursive: true, force: true});
  return 0;
}
