// A thread of its own that reads files of strangers: a damaged file may make a library run for ever, end, or take all
// memory, and then the thread is ended and the caller gets a sentence. While it reads, the caller computes.
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';
import {getHeapStatistics} from 'node:v8';
import {Worker} from 'node:worker_threads';
import {DAMAGED} from '../check-index.ts';
import {patienceSeconds} from './limit-time.ts';
import type {Answer, ReaderData} from './serve-calls.ts';

/** A thread that answers calls, one after the other or several at once. */
export interface ReaderThread {
  call<T>(method: string, ...given: unknown[]): Promise<T>;
  end(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Starts the module at `url` once more, as the thread `service` that reads the files `paths`. The module calls `serveCalls`
 * where it finds itself in such a thread: it may be a source, or what the stage was compiled to.
 */
export function startReader(url: string, service: string, paths: readonly string[]): ReaderThread {
  const [path] = paths;
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const workerData: ReaderData = {service, paths, beats};
  const worker = new Worker(entryOf(url), {
    ...{workerData, execArgv: []},
    // As much as this thread may have; without a limit of its own the process would end with the thread.
    resourceLimits: {maxOldGenerationSizeMb: getHeapStatistics().heap_size_limit / 2 ** 20},
  });
  const waiting = new Map<number, Waiting>();
  let [calls, failure]: [number, Error | undefined] = [0, undefined];
  const giveUp = (reason: string): void => {
    failure ??= new Error(`${path}: ${reason} ${DAMAGED}`);
    watch.stop();
    for (const {reject} of waiting.values()) reject(failure);
    waiting.clear();
    void worker.terminate();
  };
  const watch = watchBeats(beats, seconds =>
    giveUp(`the reader made no progress for ${seconds} s, so it was ended.`),
  );
  worker.on('message', ({id, error, value}: Answer) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) watch.stop();
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(error));
  });
  worker.on('error', (error: NodeJS.ErrnoException) =>
    giveUp(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? 'the reader ran out of memory.'
        : `the reader failed (${error.message}).`,
    ),
  );
  worker.on('exit', code => giveUp(`the reader ended with code ${code}.`));
  return {
    call: <T>(method: string, ...given: unknown[]) =>
      new Promise<T>((resolve, reject) => {
        if (failure) return reject(failure);
        const id = calls++;
        waiting.set(id, {resolve: resolve as Waiting['resolve'], reject});
        watch.start();
        worker.postMessage({id, method, given});
      }),
    async end() {
      failure ??= new Error(`${path}: is closed`);
      watch.stop();
      await worker.terminate();
    },
  };
}

/** Calls back once nothing was read for the time of patience; a reader that waits for calls is not watched. */
function watchBeats(beats: Int32Array, onSilence: (seconds: number) => void) {
  const seconds = patienceSeconds();
  let timer: NodeJS.Timeout | undefined;
  let [last, since] = [0, 0];
  const look = (): void => {
    const now = Atomics.load(beats, 0);
    if (now !== last) [last, since] = [now, performance.now()];
    else if (performance.now() - since > seconds * 1000) onSilence(seconds);
  };
  return {
    start() {
      if (timer) return;
      since = performance.now();
      timer = setInterval(look, seconds * 250);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}

/** What was compiled runs as it is; for a source Node needs tsx, which does not load itself in a thread. */
function entryOf(url: string): URL {
  if (!url.endsWith('.ts')) return new URL(url);
  const tsx = new URL('./api/index.mjs', pathToFileURL(createRequire(url).resolve('tsx/esm')));
  const code = `import {register} from '${tsx}'; register(); await import('${url}');`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
