// The child process of one stage: reads a request, runs the stage, hashes its outputs, reports over IPC.
import {access, mkdir, readFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {Format} from '../formats/format.ts';
import type {ChildMessage, ChildOutput, ParentMessage} from './events.ts';
import {bytesOf, HashCache} from './hash-file.ts';
import {loadStage} from './load-stage.ts';
import {UserError} from './problem.ts';
import type {AnyStage, LineageEntry} from './stage.ts';
import {createContext, type PortPaths, requireOutputs} from './stage-context.ts';
import {announceProcess} from './stage-process.ts';

/** What the runner asks of a stage's process. */
export interface StageRequest {
  stageFile: string;
  inputs: PortPaths;
  outputs: Record<string, string>;
  params: Record<string, unknown>;
  stateFolder: string;
  lineage: readonly LineageEntry[];
  /** Environment variables declared in the pipeline, over those that the process was started with. */
  env: Record<string, string>;
}

const abort = new AbortController();
let mayWait = (): boolean => true;

// `runner` is the pid of the runner that started this process; absent where another program did.
async function main(requestFile: string, runner?: string): Promise<void> {
  const startedAt = performance.now();
  listenForAbort();
  if (runner && !(await announceProcess(dirname(requestFile), runner))) process.exit(1);
  const request: StageRequest = JSON.parse(await readFile(requestFile, 'utf8'));
  // Before the stage loads, since its modules may look at them.
  Object.assign(process.env, request.env);
  const stage = await loadStage(request.stageFile);
  await mkdir(request.stateFolder, {recursive: true});
  const {context, usesSignal} = createContext(
    stage,
    {...request, signal: abort.signal},
    {
      progress: progress => send({type: 'progress', progress}),
      log: (level, message) => send({type: 'log', level, message}),
      metric: (name, value) => send({type: 'metric', name, value}),
    },
  );
  mayWait = usesSignal;
  if (abort.signal.aborted) return finish({type: 'interrupted'}, 130);
  await stage.run(context);
  // A stage that stops early and returns may have written half of its outputs.
  if (abort.signal.aborted) return finish({type: 'interrupted'}, 130);
  const outputs = await describeOutputs(stage, request.outputs);
  const seconds = (performance.now() - startedAt) / 1000;
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
  return finish({type: 'done', outputs, peakMemoryBytes, seconds}, 0);
}

async function describeOutputs(
  stage: AnyStage,
  paths: Record<string, string>,
): Promise<Record<string, ChildOutput>> {
  await requireOutputs(stage, paths, path =>
    access(path).then(
      () => true,
      () => false,
    ),
  );
  const hashes = HashCache.empty();
  const outputs: Record<string, ChildOutput> = {};
  for (const [port, path] of Object.entries(paths)) {
    const format = stage.outputs[port] as Format<unknown>;
    const summary = await format.summarize(path);
    outputs[port] = {sha256: await hashes.hash(path), bytes: await bytesOf(path), ...summary};
  }
  return outputs;
}

// Ctrl+C reaches the whole process group, a kill only the runner, which then sends 'abort' or disappears.
function listenForAbort(): void {
  const stop = (): void => {
    abort.abort(new Error('interrupted'));
    if (!mayWait()) void finish({type: 'interrupted'}, 130);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
  process.on('message', (message: ParentMessage) => {
    if (message.type === 'abort') stop();
  });
}

function send(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}

function finish(message: ChildMessage, code: number): Promise<never> {
  return new Promise(() => {
    if (!process.connected) process.exit(code);
    process.send?.(message, () => process.exit(code));
  });
}

function fail(error: unknown): void {
  if (abort.signal.aborted) return void finish({type: 'interrupted'}, 130);
  const known = error instanceof Error ? error : new Error(String(error));
  const stack = error instanceof UserError ? undefined : known.stack;
  void finish({type: 'error', message: known.message || known.name, stack}, 1);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
main(process.argv[2], process.argv[3]).catch(fail);
