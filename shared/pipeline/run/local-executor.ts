// The local executor: one stage in a process of its own, started, listened to, interrupted, and turned into an outcome.

import {type ChildProcess, spawn} from 'node:child_process';
import {createWriteStream, type WriteStream} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {CompiledStage} from '../declare/compiled-stage.ts';
import {processCommand} from '../stage-process/process-command.ts';
import type {ChildMessage} from '../stage-process/stage-messages.ts';
import {logLines} from '../stage-process/stage-messages.ts';
import type {EventSink, StageFailure} from './events.ts';
import {type ProcessState, receiveMessage, TAIL_LINES} from './receive-message.ts';
import type {Outcome, StageExecutor, StageTask} from './stage-executor.ts';

/** Time an interrupted stage has to save its state before it is killed. */
const GRACE_MS = 15_000;

/** Runs stages as child processes of the runner. */
export const localExecutor: StageExecutor = {
  name: 'local',
  jobs: undefined,
  execute: executeHere,
  close: async () => undefined,
};

/** Runs the task in a child process; its log is appended to `<folder>/log.txt`. */
async function executeHere(
  {stage, request, folder, clock}: StageTask,
  sink: EventSink,
  signal: AbortSignal,
): Promise<Outcome> {
  const {compiled} = request;
  await mkdir(folder, {recursive: true});
  const requestFile = join(folder, 'request.json');
  await writeFile(requestFile, `${JSON.stringify(request, null, 2)}\n`);
  const logFile = join(folder, 'log.txt');
  const log = createWriteStream(logFile, {flags: 'a'});
  // A log that cannot be written, as on a full disk, must not end the runner; the stage itself reports it.
  log.on('error', () => undefined);
  log.write(`--- started ${new Date().toISOString()}\n`);
  const child = startChild(requestFile, compiled);
  const state = listen(child, {stage, clock}, sink, log);
  const stopForwarding = forwardAbort(child, signal);
  const exit = await waitForEnd(child);
  stopForwarding();
  await new Promise(resolve => log.end(resolve));
  const {end, metrics, tail} = state;
  if (end?.type === 'done') return {type: 'done', done: end, metrics};
  return {
    type: 'failed',
    failure: {...describeEnd(end, exit, signal), logFile, tail: tail.slice(-TAIL_LINES)},
  };
}

function startChild(requestFile: string, compiled: CompiledStage | undefined): ChildProcess {
  const [command, ...args] = compiled ? [process.execPath, compiled.program] : processCommand();
  return spawn(command, [...args, requestFile, '--runner', String(process.pid)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

function listen(
  child: ChildProcess,
  {stage, clock}: Pick<StageTask, 'stage' | 'clock'>,
  sink: EventSink,
  log: WriteStream,
): ProcessState & {tail: string[]} {
  const state: ProcessState & {tail: string[]} = {end: undefined, metrics: {}, clock, tail: []};
  child.on('message', (message: ChildMessage) => {
    const lines = logLines(message);
    if (lines) log.write(lines);
    receiveMessage(state, message, stage, sink);
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log.write(text);
      state.tail.push(...text.split('\n').filter(line => line.trim() !== ''));
      if (state.tail.length > 10 * TAIL_LINES) state.tail = state.tail.slice(-TAIL_LINES);
    });
  }
  return state;
}

// First the stage gets the request to save; one that goes on after the grace time is killed.
function forwardAbort(child: ChildProcess, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    if (child.connected) child.send({type: 'abort'}, () => undefined);
    timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  };
  const onExit = (): void => void child.kill('SIGKILL');
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  process.on('exit', onExit);
  return () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    process.off('exit', onExit);
  };
}

interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

// 'close' comes after the last IPC message and the last line of output.
function waitForEnd(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({code, signal}));
  });
}

function describeEnd(end: ProcessState['end'], exit: Exit, signal: AbortSignal): StageFailure {
  if (end?.type === 'error') {
    const {message, stack, repeat} = end;
    return {reason: 'error', message, stack, repeat};
  }
  if (end?.type === 'interrupted' || signal.aborted) {
    return {reason: 'interrupted', message: 'interrupted'};
  }
  if (exit.signal) {
    const hint = exit.signal === 'SIGKILL' ? ' (out of memory?)' : '';
    return {reason: 'killed', message: `its process was killed by ${exit.signal}${hint}`};
  }
  return {
    reason: 'error',
    message: `its process ended with exit code ${exit.code} before it was done`,
  };
}
