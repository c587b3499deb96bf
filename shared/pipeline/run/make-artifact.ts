// Makes one artifact: its sources come, a stage's process does the work, in several attempts if need be, and what it wrote
// moves into the store.
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {withUpstream} from '../declare/graph.ts';
import type {PipelineNode} from '../declare/pipeline.ts';
import type {KeyFields} from '../keys/key-fields.ts';
import {UserError} from '../problem.ts';
import type {LineageEntry} from '../stage-contract.ts';
import type {StageRequest} from '../stage-process/stage-request.ts';
import {download} from '../store/download.ts';
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

/** Runs the stage and stores what it made; throws StageFailed when it fails. */
export async function makeArtifact(
  workspace: Workspace,
  plan: ArtifactPlan,
  options: RunOptions,
): Promise<Manifest> {
  const {store} = workspace;
  const {node, key, lock} = plan;
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
    const outcome = await execute(workspace, plan, folder, options);
    if (outcome.type === 'failed') throw new StageFailed(outcome.failure);
    const manifest = await manifestOf(workspace, plan, outcome);
    await lock.requireHeld();
    await store.set(manifest, folder);
    await store.setLatest(node.name, key);
    return manifest;
  } catch (error) {
    await store.discard(folder);
    if (error instanceof StageFailed) throw error;
    return explainWriteError(error as NodeJS.ErrnoException, store.root);
  }
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
