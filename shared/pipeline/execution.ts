// One stage in a process of its own: started, listened to, interrupted, and turned into an outcome.
import {type ChildProcess, spawn} from 'node:child_process';
import {createWriteStream, type WriteStream} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import type {ChildMessage, EventSink, StageFailure} from './events.ts';
import type {StageRequest} from './run-stage.ts';

/** Time an interrupted stage has to save its state before it is killed. */
const GRACE_MS = 15_000;
/** Lines of the process's output that a failure shows. */
const TAIL_LINES = 12;

type Done = Extract<ChildMessage, {type: 'done'}>;

export type Outcome =
  | {type: 'done'; done: Done; metrics: Record<string, number | string>}
  | {type: 'failed'; failure: StageFailure};

/** Runs the request in a child process; its log is appended to `<folder>/log.txt`, `folder` being the key's state. */
export async function executeStage(
  stage: string,
  request: StageRequest,
  folder: string,
  sink: EventSink,
  signal: AbortSignal,
): Promise<Outcome> {
  await mkdir(folder, {recursive: true});
  const requestFile = join(folder, 'request.json');
  await writeFile(requestFile, `${JSON.stringify(request, null, 2)}\n`);
  const logFile = join(folder, 'log.txt');
  const log = createWriteStream(logFile, {flags: 'a'});
  // A log that cannot be written, as on a full disk, must not end the runner; the stage itself will tell.
  log.on('error', () => undefined);
  log.write(`--- started ${new Date().toISOString()}\n`);
  const child = startChild(requestFile);
  const heard = listen(child, stage, sink, log);
  const stopForwarding = forwardAbort(child, signal);
  const exit = await waitForEnd(child);
  stopForwarding();
  await new Promise(resolve => log.end(resolve));
  const {end, metrics, tail} = heard;
  if (end?.type === 'done') return {type: 'done', done: end, metrics};
  return {
    type: 'failed',
    failure: {...describeEnd(end, exit, signal), logFile, tail: tail.slice(-TAIL_LINES)},
  };
}

function startChild(requestFile: string): ChildProcess {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href;
  const script = fileURLToPath(new URL('./run-stage.ts', import.meta.url));
  return spawn(process.execPath, ['--import', tsx, script, requestFile, String(process.pid)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

interface Heard {
  end: Extract<ChildMessage, {type: 'done' | 'error' | 'interrupted'}> | undefined;
  metrics: Record<string, number | string>;
  tail: string[];
}

function listen(child: ChildProcess, stage: string, sink: EventSink, log: WriteStream): Heard {
  const heard: Heard = {end: undefined, metrics: {}, tail: []};
  child.on('message', (message: ChildMessage) => {
    switch (message.type) {
      case 'progress':
        return sink({type: 'stage-progress', stage, progress: message.progress});
      case 'log':
        log.write(`${message.level === 'warn' ? 'warning: ' : ''}${message.message}\n`);
        return sink({type: 'stage-log', stage, level: message.level, message: message.message});
      case 'metric':
        heard.metrics[message.name] = message.value;
        return undefined;
      default:
        if (message.type === 'error') log.write(`error: ${message.stack ?? message.message}\n`);
        heard.end = message;
        return undefined;
    }
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log.write(text);
      heard.tail.push(...text.split('\n').filter(line => line.trim() !== ''));
      if (heard.tail.length > 10 * TAIL_LINES) heard.tail = heard.tail.slice(-TAIL_LINES);
    });
  }
  return heard;
}

// First the stage is asked to save; one that does not answer within the grace time is killed.
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

function describeEnd(end: Heard['end'], exit: Exit, signal: AbortSignal): StageFailure {
  if (end?.type === 'error') return {reason: 'error', message: end.message, stack: end.stack};
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
