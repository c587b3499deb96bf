// A stage's own command line: `npx tsx stages/tokenize.ts --help`, or run alone on files named by hand.
import {mkdir, rm} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {durationText} from '../../text/amount-text.ts';
import {describeError, isForeseen, stackOf} from '../describe-error.ts';
import {PipelineError, type Problem, shownPath, UserError} from '../problem.ts';
import {print, printError} from '../show/print.ts';
import {createPacer, progressLine} from '../show/terminal.ts';
import type {AnyStage} from '../stage-contract.ts';
import {
  type ContextOptions,
  completeOutputs,
  createContext,
  summarizeOutput,
} from './stage-context.ts';
import {readFlags, readInputs, readOutputs, readParams} from './stage-flags.ts';
import {describeStage} from './stage-help.ts';

/** Runs the command line of a stage that is the process's main module; sets the exit code. */
export async function runStageCommand(stage: AnyStage): Promise<void> {
  try {
    await runAlone(stage, process.argv.slice(2));
  } catch (error) {
    const message = describeError(error);
    printError(error instanceof UserError ? message : `${stage.name} failed: ${message}`);
    if (!isForeseen(error)) printError(stackOf(error) ?? '');
    process.exitCode = 1;
  }
}

async function runAlone(stage: AnyStage, args: string[]): Promise<void> {
  const flags = readFlags(args);
  if (flags.help || args.length === 0) return print(describeStage(stage));
  const problems: Problem[] = [];
  const outputs = readOutputs(stage, flags.out, problems);
  const inputs = await readInputs(stage, flags.in, problems);
  const params = readParams(stage, flags.param, problems);
  if (problems.length > 0) throw new PipelineError(problems);
  await runHere(stage, {inputs, outputs, params}, flags.state);
}

async function runHere(
  stage: AnyStage,
  request: Pick<ContextOptions, 'inputs' | 'outputs' | 'params'>,
  state: string | undefined,
): Promise<void> {
  const startedAt = performance.now();
  const paths = Object.values(request.outputs);
  const stateFolder = resolve(state ?? `${paths[0] ?? stage.name}.state`);
  const abort = new AbortController();
  const openSignal = (): AbortSignal => {
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.on(signal, () => {
        if (abort.signal.aborted) process.exit(130);
        abort.abort(new Error('interrupted'));
      });
    }
    return abort.signal;
  };
  const scratchFolder = join(stateFolder, 'scratch');
  await rm(scratchFolder, {recursive: true, force: true});
  for (const folder of [stateFolder, scratchFolder, ...paths.map(path => dirname(path))]) {
    await mkdir(folder, {recursive: true});
  }
  const context = createContext(
    stage,
    {...request, name: stage.name, stateFolder, scratchFolder, lineage: [], openSignal},
    plainSink(),
  );
  await stage.run(context);
  if (abort.signal.aborted) throw new UserError(`interrupted; its state is in ${stateFolder}`);
  await completeOutputs(stage, request.outputs);
  await rm(stateFolder, {recursive: true, force: true});
  print(`done in ${durationText((performance.now() - startedAt) / 1000)}`);
  await printOutputs(stage, request.outputs);
}

async function printOutputs(stage: AnyStage, outputs: Record<string, string>): Promise<void> {
  for (const [port, path] of Object.entries(outputs)) {
    const {counts} = await summarizeOutput(stage.outputs[port], path);
    const shown = Object.entries(counts).map(([name, n]) => `${n.toLocaleString('en')} ${name}`);
    print(`→ ${shownPath(path)}${shown.length > 0 ? `  ${shown.join(', ')}` : ''}`);
  }
}

const PROGRESS_EVERY_MS = 5000;

function plainSink(): Parameters<typeof createContext>[2] {
  const pacer = createPacer();
  let last = performance.now();
  return {
    progress(progress) {
      const pace = pacer('', progress);
      if (performance.now() - last < PROGRESS_EVERY_MS) return;
      last = performance.now();
      print(progressLine(progress, pace));
    },
    step: () => undefined,
    log: (level, message) => print(level === 'warn' ? `warning: ${message}` : message),
    metric: (name, value) => print(`${name}: ${value}`),
  };
}
