// The local executor: one stage in a process of its own, started, listened to, interrupted, and turned into an outcome.

import {type ChildProcess, spawn} from 'node:child_process';
import {createWriteStream, type WriteStream} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {CompiledStage} from '../declare/compiled-stage.ts';
import {shortKey} from '../keys/key.ts';
import {requireNoJob} from '../slurm/live-job.ts';
import {processCommand} from '../stage-process/process-command.ts';
import type {ChildMessage} from '../stage-process/stage-messages.ts';
import {logLines} from '../stage-process/stage-messages.ts';
import {endOrphan} from '../store/end-orphan.ts';
import {makeFolder} from '../write-safely.ts';
import type {EventSink, StageFailure} from './events.ts';
import {type ProcessState, receiveMessage} from './receive-message.ts';
import type {Outcome, StageExecutor, StageTask} from './stage-executor.ts';
import {takeOutput} from './take-output.ts';

/** Time an interrupted stage has to save its state before it is killed. */
const GRACE_MS = 15_000;

/** Time that the last output of an ended process may take to arrive. */
const HELD_MS = 2000;
const HELD =
  'it left a process behind that goes on and holds its output; what that prints is not taken any more';

/** Runs stages as child processes of the runner. */
export const localExecutor: StageExecutor = {
  name: 'local',
  jobs: undefined,
  execute: executeHere,
  async letGo({key, folder}) {
    await requireNoJob(folder, shortKey(key));
    await endOrphan(folder);
    return true;
  },
  close: async () => undefined,
};

/** Runs the task in a child process; its log is appended to `<folder>/log.txt`. */
async function executeHere(
  {stage, request, folder, clock}: StageTask,
  sink: EventSink,
  signal: AbortSignal,
): Promise<Outcome> {
  const {compiled} = request;
  makeFolder(folder);
  const requestFile = join(folder, 'request.json');
  await writeFile(requestFile, `${JSON.stringify(request, null, 2)}\n`);
  const logFile = join(folder, 'log.txt');
  const log = createWriteStream(logFile, {flags: 'a'});
  log.write(`--- started ${new Date().toISOString()}\n`);
  const child = startChild(requestFile, compiled);
  const output = takeOutput([child.stdout, child.stderr], log);
  const state = listen(child, {stage, clock}, sink, log);
  const stopForwarding = forwardAbort(child, signal);
  const exit = await waitForEnd(child);
  stopForwarding();
  if (exit.isHeld) sink({type: 'stage-log', stage, level: 'warn', message: HELD});
  await new Promise(resolve => log.end(resolve));
  const {end, metrics} = state;
  if (end?.type === 'done') return {type: 'done', done: end, metrics};
  return {
    type: 'failed',
    failure: {...describeEnd(end, exit, signal), logFile, tail: output.tail()},
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
): ProcessState {
  const state: ProcessState = {end: undefined, metrics: {}, clock};
  child.on('message', (message: ChildMessage) => {
    const lines = logLines(message);
    if (lines) log.write(lines);
    receiveMessage(state, message, stage, sink);
  });
  return state;
}

// A stage that has nothing to save dies of the first signal; one that saves and goes on after the grace time is killed.
function forwardAbort(child: ChildProcess, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    child.kill('SIGTERM');
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
  /** A process that it started goes on and could still print. */
  isHeld: boolean;
}

// 'close' comes after the last IPC message and the last line of output; it does not come while a process that the stage
// has left behind holds the output.
function waitForEnd(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    let timer: NodeJS.Timeout | undefined;
    child.on('exit', (code, signal) => {
      const giveUp = (): void => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve({code, signal, isHeld: true});
      };
      // After the timer, what lies in the pipes is read once more.
      timer = setTimeout(() => setImmediate(() => setImmediate(giveUp)), HELD_MS);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({code, signal, isHeld: false});
    });
  });
}

// Of Ctrl+C the stage's process may die before the runner hears of it.
function isStop(signal: NodeJS.Signals | null): boolean {
  return signal === 'SIGINT' || signal === 'SIGTERM' || signal === 'SIGHUP';
}

function describeEnd(end: ProcessState['end'], exit: Exit, signal: AbortSignal): StageFailure {
  if (end?.type === 'error') {
    const {message, stack, repeat} = end;
    return {reason: 'error', message, stack, repeat};
  }
  if (end?.type === 'interrupted' || signal.aborted || isStop(exit.signal)) {
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
