// Runs the tries of one target in a child process; a crash or a hang is a wrong try, after which the next one goes on.
import {type ChildProcess, fork} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {SCRATCH} from '../pipeline/project.ts';
import {loadTarget} from './fuzz-target.ts';
import type {TryReport} from './fuzz-worker.ts';

const WORKER = join(import.meta.dirname, 'fuzz-worker.ts');
/** What is kept of a child's own output, to show beside a crash. */
const KEPT_OUTPUT = 2000;

export interface TriesRequest {
  target: string;
  seed: number;
  /** Number of the first try. */
  first: number;
  /** Ends after so many tries … */
  tries: number;
  /** … or at this time of `performance.now()`. */
  until: number;
}

export interface TriesResult {
  tried: number;
  /** One line a wrong try. */
  wrong: string[];
}

/** Makes the tries that a request asks for. */
export async function watchTries(request: TriesRequest): Promise<TriesResult> {
  const {patienceSeconds = 60} = await loadTarget(request.target);
  const result: TriesResult = {tried: 0, wrong: []};
  const isOver = () => result.tried >= request.tries || performance.now() >= request.until;
  while (!isOver()) {
    const number = request.first + result.tried;
    const scratch = await mkdtemp(join(SCRATCH, 'geneglot-fuzz-'));
    const child = startChild({...request, first: number}, scratch);
    const ended = await watchChild(child, request.target, patienceSeconds, result, isOver);
    await rm(scratch, {recursive: true, force: true, maxRetries: 10, retryDelay: 50});
    if (ended) result.wrong.push(`${request.target} try ${request.first + result.tried}: ${ended}`);
    if (ended) result.tried++;
  }
  return result;
}

/** A child that makes tries in the folder `scratch`, which is removed with all it holds when the child has ended. */
function startChild({target, seed, first}: TriesRequest, scratch: string): ChildProcess {
  return fork(WORKER, [target, String(seed), String(first)], {
    execArgv: ['--import', 'tsx'],
    env: {...process.env, GENEGLOT_SCRATCH: scratch},
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
}

/** Watches a child until enough was tried; says how it ended when a try ended it. */
function watchChild(
  child: ChildProcess,
  target: string,
  patienceSeconds: number,
  result: TriesResult,
  isOver: () => boolean,
): Promise<string | undefined> {
  const output = keepOutput(child);
  return new Promise(resolve => {
    let ended: string | undefined;
    let stopped = false;
    const stop = (why?: string) => {
      ended = why;
      stopped = true;
      child.kill('SIGKILL');
    };
    const silent = () => stop(`no end within ${patienceSeconds} s`);
    let timer = setTimeout(silent, patienceSeconds * 1000);
    child.on('message', ({number, end}: TryReport) => {
      if (stopped) return;
      clearTimeout(timer);
      timer = setTimeout(silent, patienceSeconds * 1000);
      if (!end) return;
      if (end.wrong) result.wrong.push(`${target} try ${number}: ${end.wrong}`);
      result.tried++;
      if (isOver()) stop();
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(stopped ? ended : `the process ended with ${signal ?? code}: ${output()}`);
    });
  });
}

function keepOutput(child: ChildProcess): () => string {
  let kept = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      kept = (kept + chunk.toString()).slice(-KEPT_OUTPUT);
    });
  }
  return () => kept.trim();
}
