// The side of a reader thread that reads: answers calls, each with a value or a sentence about the file.
import {basename} from 'node:path';
import {isMainThread, parentPort, type TransferListItem, workerData} from 'node:worker_threads';
import {unreadable} from '../check-index.ts';
import {beat, beatOn} from './heartbeat.ts';

/** What the thread is told when it starts. */
export interface ReaderData {
  service: string;
  /** The files that are read, for messages. */
  paths: readonly string[];
  beats: Int32Array;
}

export interface Answer {
  id: number;
  value?: unknown;
  error?: string;
}

interface Call {
  id: number;
  method: string;
  given: unknown[];
}

type Method = (...given: never[]) => unknown;

/** Whether this module was started as the thread `service`. */
export function servesAs(service: string): boolean {
  return !isMainThread && (workerData as Partial<ReaderData> | null)?.service === service;
}

/** Answers calls of these methods; arrays of numbers in an answer of `moved` methods change hands without a copy. */
export function serveCalls(methods: Record<string, Method>, moved: readonly string[]): void {
  const {paths, beats} = workerData as ReaderData;
  beatOn(beats);
  parentPort?.on('message', async ({id, method, given}: Call) => {
    beat();
    const answer = await answerTo(id, paths, () => methods[method](...(given as never[])));
    beat();
    parentPort?.postMessage(answer, moved.includes(method) ? buffersOf(answer.value) : []);
  });
}

async function answerTo(
  id: number,
  paths: readonly string[],
  call: () => unknown,
): Promise<Answer> {
  try {
    return {id, value: await call()};
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const namesFile = paths.some(path => message.includes(basename(path)));
    return {id, error: namesFile ? message : unreadable(paths[0], 'cells', error).message};
  }
}

function buffersOf(value: unknown): TransferListItem[] {
  if (value === null || typeof value !== 'object') return [];
  const views = Object.values(value).filter(part => ArrayBuffer.isView(part));
  return [...new Set(views.map(({buffer}) => buffer as ArrayBuffer))];
}
