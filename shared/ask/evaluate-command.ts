// `geneglot evaluate`: scores the models that a past run trained on gene sets from outside.

import {copyFile} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {results} from '../formats/results.ts';
import {openReporter} from '../pipeline/commands/open-reporter.ts';
import type {PipelineFlags} from '../pipeline/commands/pipeline-flags.ts';
import {withUpstream} from '../pipeline/declare/graph.ts';
import {recallPipeline} from '../pipeline/declare/load-pipeline.ts';
import type {Pipeline, PipelineNode} from '../pipeline/declare/pipeline.ts';
import {shownPath, UserError} from '../pipeline/problem.ts';
import {Capacity} from '../pipeline/run/capacity.ts';
import {listenForInterrupt} from '../pipeline/run/interrupt.ts';
import {localExecutor} from '../pipeline/run/local-executor.ts';
import {runPipeline} from '../pipeline/run/run-pipeline.ts';
import {type Finished, Workspace} from '../pipeline/run/workspace.ts';
import type {PastRun} from '../pipeline/show/history.ts';
import {print} from '../pipeline/show/print.ts';
import type {Manifest} from '../pipeline/store/manifest.ts';
import {makeFolder} from '../pipeline/write-safely.ts';
import {describeResults} from './describe-results.ts';
import {
  type EvaluationTask,
  evaluationNodes,
  harmonizerOf,
  modelStages,
  promptNodes,
} from './evaluation-nodes.ts';
import {type EvaluationOptions, readEvaluationTask, requirePlace} from './evaluation-task.ts';
import {findRun, hasStage, pinRun} from './pin-run.ts';

export interface EvaluateFlags extends PipelineFlags, EvaluationOptions {
  out: string;
  /** Where the prompts go; nothing is scored then. */
  writePrompts?: string;
  verbose: boolean;
}

/** Files of the outcome by the format of the output they are copied from. */
const FILES: Record<string, string> = {
  'set-scores': 'per-set.parquet',
  'html-page': 'page.html',
  results: 'results.json',
};

/**
 * Runs the evaluation and writes results.json, per-set.parquet and page.html, or only the prompts; sets the exit code, 1
 * after a failure.
 */
export async function evaluateCommand(flags: EvaluateFlags): Promise<void> {
  requirePlace(flags);
  const recalled = await recallPipeline({...flags, file: flags.pipeline});
  const {nodes} = recalled.pipeline;
  const task = await readEvaluationTask(flags, recalled.pipeline.project);
  const run = await chooseRun(recalled.pipeline, task);
  const there = new Set(Object.keys(run.stages).filter(stage => hasStage(run, stage)));
  const added =
    flags.writePrompts === undefined
      ? await evaluationNodes(nodes, task, there)
      : await promptNodes(nodes, task);
  const pipeline = {...recalled.pipeline, name: 'evaluate', nodes: [...nodes, ...added]};
  const workspace = await Workspace.open(pipeline, recalled.memory);
  const given = await pinUpstream(workspace, run, added);
  const outcome = await runNodes(workspace, added, given, flags.verbose);
  await workspace.close();
  if (outcome.failed) {
    process.exitCode = outcome.interrupted ? 130 : 1;
    return;
  }
  if (flags.writePrompts === undefined) {
    await copyOutcome(workspace, added, outcome.manifests, flags.out);
  } else await copyPrompts(workspace, added, outcome.manifests, resolve(flags.writePrompts));
}

/** The run to take models from: newest of those with the most of them, and with all that any evaluation needs. */
async function chooseRun(pipeline: Pipeline, task: EvaluationTask): Promise<PastRun> {
  const {nodes} = pipeline;
  const withoutModels = await evaluationNodes(nodes, task, new Set());
  const models = modelStages(nodes);
  const run = await findRun(pipeline, takenFrom(nodes, withoutModels), models);
  print(`models of the run ${run.id}, started ${run.startedAt}`);
  const missing = models.filter(stage => !hasStage(run, stage));
  if (missing.length > 0) {
    print(
      `left out, as that run trained none: ${missing.join(', ')} (geneglot run NAME trains one)`,
    );
  }
  return run;
}

/** Stages of the pipeline that the added ones need. */
function takenFrom(nodes: readonly PipelineNode[], added: readonly PipelineNode[]): Set<string> {
  const own = new Set(added.map(({name}) => name));
  const upstream = withUpstream([...nodes, ...added], [...own, harmonizerOf(nodes).name]);
  return new Set([...upstream].filter(name => !own.has(name)));
}

/** What the evaluation takes from the run. */
async function pinUpstream(
  workspace: Workspace,
  run: PastRun,
  added: readonly PipelineNode[],
): Promise<Finished> {
  const own = new Set(added);
  const nodes = workspace.pipeline.nodes.filter(node => !own.has(node));
  const harmonizer = harmonizerOf(nodes);
  const manifests = await pinRun(workspace, run, takenFrom(nodes, added));
  await requireSameSources(workspace, harmonizer, manifests.get(harmonizer.name)!);
  return manifests;
}

// With another symbol table the same symbols would mean other genes than those the models were trained on.
async function requireSameSources(
  workspace: Workspace,
  node: PipelineNode,
  manifest: Manifest,
): Promise<void> {
  for (const {path, sha256} of await workspace.sourcesOf(node)) {
    if (manifest.sources.some(source => source.sha256 === sha256)) continue;
    throw new UserError(
      `${path}: found a symbol table that differs from the one of the last finished run, expected the same\n    Run make all first, or name that table with --set ${node.name}.symbolTable=FILE.`,
    );
  }
}

interface EvaluationOutcome {
  failed: boolean;
  interrupted: boolean;
  manifests: Finished;
}

async function runNodes(
  workspace: Workspace,
  nodes: readonly PipelineNode[],
  given: Finished,
  verbose: boolean,
): Promise<EvaluationOutcome> {
  const reporter = await openReporter('text', verbose);
  const interrupt = listenForInterrupt();
  const {failed, skipped, manifests} = await runPipeline(workspace, {
    selected: new Set(nodes.map(({name}) => name)),
    required: new Set(),
    forced: new Set(),
    given,
    capacity: Capacity.ofMachine({jobs: undefined, gpus: undefined}),
    executor: localExecutor,
    signal: interrupt.signal,
    sink: reporter.sink,
  });
  await reporter.close();
  interrupt.stop();
  const {aborted} = interrupt.signal;
  return {failed: failed.length + skipped.length > 0, interrupted: aborted, manifests};
}

async function copyOutcome(
  {store}: Workspace,
  nodes: readonly PipelineNode[],
  manifests: Finished,
  folder: string,
): Promise<void> {
  makeFolder(resolve(folder));
  // The report comes last and gives the results once more; they are the same.
  const written = new Map<string, string>();
  for (const {name} of nodes) {
    const manifest = manifests.get(name)!;
    for (const [port, {format}] of Object.entries(manifest.outputs)) {
      const file = FILES[format.replace(/@.*/, '')];
      if (!file) continue;
      const path = join(resolve(folder), file);
      await copyFile(store.outputPath(manifest, port), path);
      written.set(file, path);
    }
  }
  for (const line of describeResults(await results.read(written.get('results.json')!))) print(line);
  for (const path of written.values()) print(`→ ${shownPath(path)}`);
}

/** The prompts come last. */
async function copyPrompts(
  {store}: Workspace,
  nodes: readonly PipelineNode[],
  manifests: Finished,
  path: string,
): Promise<void> {
  makeFolder(dirname(path));
  await copyFile(store.outputPath(manifests.get(nodes.at(-1)!.name)!, 'prompts'), path);
  print(`→ ${shownPath(path)}`);
}
