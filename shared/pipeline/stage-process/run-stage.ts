// The process of one stage: reads a request, runs the stage, hashes its outputs, and reports over IPC or to a file:
// `run-stage.ts REQUEST --runner PID` beside the runner, `… --messages FILE` in a job that may outlive it.
import {mkdir, readFile, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {loadStage} from '../declare/load-stage.ts';
import {describeError, stackOf} from '../describe-error.ts';
import {HashCache} from '../keys/hash-cache.ts';
import {bytesOf} from '../keys/hash-file.ts';
import {canonicalJson} from '../keys/key.ts';
import {formatsOf} from '../port-formats.ts';
import {shownPath, UserError} from '../problem.ts';
import type {AnyStage} from '../stage-contract.ts';
import {announceProcess} from '../store/end-orphan.ts';
import {describeHost} from '../store/manifest.ts';
import {mapStacks} from './map-stack.ts';
import {PartClock} from './part-clock.ts';
import {fileChannel, ipcChannel} from './stage-channel.ts';
import {completeOutputs, createContext, partOf, summarizeOutput} from './stage-context.ts';
import type {ChildOutput} from './stage-messages.ts';
import type {StageRequest} from './stage-request.ts';

const [requestFile, how, value] = process.argv.slice(2);
const messagesFile = how === '--messages' ? value : undefined;
const channel = messagesFile ? fileChannel(messagesFile) : ipcChannel();
const abort = new AbortController();
let abortCode = 130;

async function main(): Promise<void> {
  const start = performance.now();
  const startedAt = new Date().toISOString();
  const clock = new PartClock();
  const begin = (step: string) => {
    clock.begin(step);
    channel.send({type: 'step', step});
  };
  if (how === '--runner' && !(await announceProcess(dirname(requestFile), value))) process.exit(1);
  channel.send({type: 'started', at: startedAt});
  logRequeue();
  const request: StageRequest = JSON.parse(await readFile(requestFile, 'utf8'));
  // Before the stage loads, since its modules may look at them.
  Object.assign(process.env, request.env);
  const {compiled} = request;
  if (compiled) mapStacks([compiled.program, compiled.module]);
  const stage = await loadStage(request.stageFile, compiled?.module);
  requireDeclared(stage, request);
  await mkdir(request.stateFolder, {recursive: true});
  // What a process left that was killed together with its runner.
  await rm(request.scratchFolder, {recursive: true, force: true});
  await mkdir(request.scratchFolder, {recursive: true});
  const context = createContext(
    stage,
    {...request, name: request.stage, openSignal: listenForAbort},
    {
      progress: progress => {
        clock.begin(partOf(progress));
        channel.send({type: 'progress', progress});
      },
      step: begin,
      log: (level, message) => channel.send({type: 'log', level, message: shorten(message)}),
      metric: (name, value) => channel.send({type: 'metric', name, value}),
    },
  );
  await stage.run(context);
  // A stage that stops early and returns may have written half of its outputs.
  if (abort.signal.aborted) return stopHere();
  begin('checks what it wrote');
  const outputs = await describeOutputs(stage, request.outputs);
  const seconds = (performance.now() - start) / 1000;
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
  const measured = {peakMemoryBytes, seconds, parts: clock.end(), startedAt};
  return channel.finish({type: 'done', outputs, ...measured, host: describeHost()}, 0);
}

// The runner knows the declaration as it was when the run began. Defaults and formats that were edited since are not
// those of the key.
function requireDeclared(stage: AnyStage, {stageFile, params, expected}: StageRequest): void {
  const found = {params: stage.params.parse(params), formats: formatsOf(stage)};
  if (canonicalJson(found) === canonicalJson(expected)) return;
  throw new UserError(
    `${shownPath(stageFile)}: found other parameters or formats than when this run began, expected a declaration that rests during a run\n    Run again: the edited stage then runs under its own key.`,
  );
}

async function describeOutputs(
  stage: AnyStage,
  paths: Record<string, string>,
): Promise<Record<string, ChildOutput>> {
  await completeOutputs(stage, paths);
  const hashes = HashCache.empty();
  const outputs: Record<string, ChildOutput> = {};
  for (const [port, path] of Object.entries(paths)) {
    const summary = await summarizeOutput(stage.outputs[port], path);
    outputs[port] = {sha256: await hashes.hash(path), bytes: await bytesOf(path), ...summary};
  }
  return outputs;
}

// Until the stage looks at the signal it has nothing to save, and whatever stops it ends its process at once, as the system
// does: a listener would have to wait until the code of the moment comes to an end, a loop or a call of the engine.
function listenForAbort(): AbortSignal {
  channel.onAbort(code => {
    if (!abort.signal.aborted) abortCode = code;
    abort.abort(new Error('interrupted'));
  });
  return abort.signal;
}

function logRequeue(): void {
  const restarts = Number(process.env.SLURM_RESTART_COUNT ?? 0);
  if (!messagesFile || restarts === 0) return;
  const message = `requeued by Slurm, start ${restarts + 1}: goes on from what it saved`;
  channel.send({type: 'log', level: 'info', message});
}

/** Characters of a message or a stack that are handed on; nobody reads more. */
const MOST_CHARACTERS = 20_000;

function shorten(text: string): string {
  const whole = String(text);
  return whole.length > MOST_CHARACTERS ? `${whole.slice(0, MOST_CHARACTERS)}…` : whole;
}

function stopHere(): Promise<never> {
  return channel.finish({type: 'interrupted', at: new Date().toISOString()}, abortCode);
}

function fail(error: unknown): void {
  if (abort.signal.aborted) return void stopHere();
  const repeat = error instanceof Error && 'repeat' in error && error.repeat === true;
  const message = shorten(describeError(error));
  void channel.finish(
    {type: 'error', message, stack: shorten(stackOf(error) ?? '') || undefined, repeat},
    1,
  );
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
main().catch(fail);
