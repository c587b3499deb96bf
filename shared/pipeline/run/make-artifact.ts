// Makes one artifact: its sources come, a stage's process does the work, in several attempts if need be, and what it wrote
// moves into the store.
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {withUpstream} from '../declare/graph.ts';
import type {PipelineNode} from '../declare/pipeline.ts';
import {readJson, writeJsonAtomically} from '../json-file.ts';
import {changedSince, type FileStamps, stampFiles} from '../keys/file-stamps.ts';
import {MISSING} from '../keys/hash-file.ts';
import type {KeyFields} from '../keys/key-fields.ts';
import {shownPath, UserError} from '../problem.ts';
import type {LineageEntry} from '../stage-contract.ts';
import type {StageRequest} from '../stage-process/stage-request.ts';
import {download} from '../store/download.ts';
import {endOrphan} from '../store/end-orphan.ts';
import type {Lock} from '../store/lock.ts';
import {type Manifest, type OutputRecord, toLineageEntry} from '../store/manifest.ts';
import {explainWriteError} from '../store/store.ts';
import type {EventSink, Reason, StageFailure} from './events.ts';
import {runWithRetries} from './retry.ts';
import type {RunOptions} from './run-options.ts';
import type {Outcome} from './stage-executor.ts';
import type {Finished, Workspace} from './workspace.ts';

type Done = Extract<Outcome, {type: 'done'}>;

/** The artifact to make. */
export interface ArtifactPlan {
  node: PipelineNode;
  key: string;
  /** What the key was computed from. */
  fields: KeyFields;
  /** Why it has to be made. */
  reasons: Reason[];
  /** The stage's artifact before this one. */
  last: Manifest | undefined;
  /** What stands on the disk of all that the key was computed from, taken before it was. */
  stamps: FileStamps;
  /** The held lock of the key. */
  lock: Lock;
  /** Holds every dependency of the node. */
  finished: Finished;
}

/** A stage that gave no artifact. */
export class StageFailed extends Error {
  readonly failure: StageFailure;

  constructor(failure: StageFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Files that a key was computed from changed while the stage ran, so what it made is not what the key says. */
export class InputsChanged extends Error {
  readonly paths: readonly string[];

  constructor(paths: readonly string[]) {
    super(`${paths.map(shownPath).join(', ')} changed while the stage ran`);
    this.paths = paths;
  }
}

/**
 * Runs the stage and stores what it made; throws StageFailed when it fails, and InputsChanged, with nothing stored or
 * saved, where what it read may not be what the key was computed from.
 */
export async function makeArtifact(
  workspace: Workspace,
  plan: ArtifactPlan,
  options: RunOptions,
): Promise<Manifest> {
  const {store} = workspace;
  const {node, key, lock} = plan;
  await forgetStateOfOtherInputs(workspace, plan, options);
  const resumes = await store.hasState(node.name, key);
  const {reasons, last} = plan;
  options.sink({
    ...{type: 'stage-started', stage: node.name, reasons, resumes},
    expectedSeconds: last?.seconds,
  });
  await downloadSources(node, workspace.pipeline.artifacts, options);
  const folder = await store
    .startFolder(node.name, key, lock)
    .catch(error => explainWriteError(error, store.root));
  try {
    const stamps = await stampsOfAttempt(workspace, plan);
    const outcome = await execute(workspace, plan, folder, options);
    const changed = await changedSince(stamps);
    if (changed.length > 0) {
      await store.forgetState(node.name, key);
      if (!options.signal.aborted) throw new InputsChanged(changed);
    }
    if (outcome.type === 'failed') throw new StageFailed(outcome.failure);
    const manifest = await manifestOf(workspace, plan, outcome);
    await lock.requireHeld();
    await store.set(manifest, folder);
    await store.setLatest(node.name, key);
    return manifest;
  } catch (error) {
    await store.discard(folder);
    if (error instanceof StageFailed || error instanceof InputsChanged) throw error;
    return explainWriteError(error as NodeJS.ErrnoException, store.root);
  }
}

/** Where the state of a key keeps the stamps of the inputs that it was begun on. */
function stampFile({store}: Workspace, {node, key}: ArtifactPlan): string {
  return join(store.stateFolder(node.name, key), 'inputs.json');
}

/** State that was begun on files which were touched since may come from other content: it is not resumed. */
async function forgetStateOfOtherInputs(
  workspace: Workspace,
  plan: ArtifactPlan,
  {executor, sink}: RunOptions,
): Promise<void> {
  const {store} = workspace;
  const {node, key} = plan;
  // A job may still be at work on its state; it is found out at its end.
  if (executor.name !== 'local') return;
  const begun = await readJson<FileStamps>(stampFile(workspace, plan), {});
  if ((await changedSince(begun)).length === 0) return;
  await endOrphan(store.stateFolder(node.name, key));
  await store.forgetState(node.name, key);
  const message = 'begins anew: its inputs were touched since it saved its state';
  sink({type: 'stage-log', stage: node.name, level: 'info', message});
}

/**
 * What must stand on the disk unchanged when the attempt has ended. Of inputs that is what stood there when the state
 * at hand was begun, which is noted beside it.
 */
async function stampsOfAttempt(workspace: Workspace, plan: ArtifactPlan): Promise<FileStamps> {
  const paths = Object.values(workspace.inputPaths(plan.node, plan.finished)).flat();
  const now = await stampFiles(paths);
  // A download had not come when the plan was made.
  const inputs = Object.fromEntries(
    paths.map(path => [path, plan.stamps[path] === MISSING ? now[path] : plan.stamps[path]]),
  );
  const begun = await readJson<FileStamps | undefined>(stampFile(workspace, plan), undefined);
  if (!begun) await writeJsonAtomically(stampFile(workspace, plan), inputs);
  return {...plan.stamps, ...inputs, ...begun};
}

async function execute(
  workspace: Workspace,
  plan: ArtifactPlan,
  folder: string,
  {capacity, executor, signal, sink}: RunOptions,
): Promise<Outcome> {
  const {node, key, last} = plan;
  const lack = capacity.lackFor(node);
  if (lack) {
    throw new UserError(
      `${lack}\n    Give more with --gpus N, or choose another profile or executor.`,
    );
  }
  const state = workspace.store.stateFolder(node.name, key);
  const request = requestOf(workspace, plan, folder, state);
  const outputs = Object.values(request.outputs);
  const task = {stage: node.name, key, request, folder: state, expectedSeconds: last?.seconds};
  return runWithRetries(node, {outputs, signal, sink}, one =>
    executor.execute(
      {...task, resources: one.resources, isRepeat: one.number > 1, clock: one.clock},
      sink,
      one.signal,
    ),
  );
}

function requestOf(
  workspace: Workspace,
  {node, finished}: ArtifactPlan,
  folder: string,
  state: string,
): StageRequest {
  return {
    stage: node.name,
    stageFile: node.stage.file,
    inputs: workspace.inputPaths(node, finished),
    outputs: mapValues(outputFiles(node), file => join(folder, file)),
    params: node.params.given,
    stateFolder: join(state, 'saved'),
    lineage: lineageOf(workspace.pipeline.nodes, node, finished),
    env: {...(node.threads && {GENEGLOT_THREADS: String(node.threads)}), ...node.env},
  };
}

async function manifestOf(
  workspace: Workspace,
  {node, key, fields, finished}: ArtifactPlan,
  outcome: Done,
): Promise<Manifest> {
  const {host, startedAt, seconds, peakMemoryBytes} = outcome.done;
  return {
    ...{key, stage: node.name, uses: node.uses, pipeline: workspace.pipeline.name},
    ...fields,
    upstream: workspace.upstreamOf(node, finished),
    sources: await workspace.sourcesOf(node),
    outputs: describeOutputs(node, outcome),
    metrics: outcome.metrics,
    ...{host, startedAt, seconds, peakMemoryBytes},
  };
}

async function downloadSources(
  node: PipelineNode,
  artifacts: string,
  {sink, signal}: {sink: EventSink; signal: AbortSignal},
): Promise<void> {
  for (const input of Object.values(node.inputs)) {
    if (input.kind !== 'source') continue;
    for (const file of input.files) {
      if (!file.download) continue;
      await mkdir(artifacts, {recursive: true});
      const onProgress = (done: number, total: number): void =>
        sink({type: 'download-progress', stage: node.name, file: file.name, done, total});
      await download({...file.download, path: file.path}, {onProgress, signal});
    }
  }
}

function lineageOf(
  nodes: readonly PipelineNode[],
  node: PipelineNode,
  finished: Finished,
): LineageEntry[] {
  const upstream = withUpstream(nodes, node.dependencies);
  return nodes
    .filter(({name}) => upstream.has(name))
    .flatMap(({name}) => finished.get(name) ?? [])
    .map(toLineageEntry);
}

function outputFiles(node: PipelineNode): Record<string, string> {
  const outputs = node.stage.outputs;
  return Object.fromEntries(
    Object.entries(outputs).map(([port, format]) => [port, `${port}${format.extension}`]),
  );
}

function describeOutputs(node: PipelineNode, outcome: Done): Record<string, OutputRecord> {
  return Object.fromEntries(
    Object.entries(outputFiles(node)).map(([port, file]) => {
      const {name, version} = node.stage.outputs[port];
      return [port, {file, format: `${name}@${version}`, ...outcome.done.outputs[port]}];
    }),
  );
}

function mapValues<T, R>(record: Record<string, T>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
