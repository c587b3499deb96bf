// Makes one artifact: its sources come, a stage's process does the work, in several attempts if need be, and what it wrote
// moves into the store.

import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {type CompiledStage, compileStage} from '../declare/compiled-stage.ts';
import {withUpstream} from '../declare/graph.ts';
import type {PipelineNode} from '../declare/pipeline.ts';
import {changedSince, type FileStamps, stampFiles} from '../keys/file-stamps.ts';
import {MISSING} from '../keys/hash-file.ts';
import type {KeyFields} from '../keys/key-fields.ts';
import {resolvePlace} from '../own-package.ts';
import {outputFiles} from '../port-formats.ts';
import {shownPath, UserError} from '../problem.ts';
import type {LineageEntry} from '../stage-contract.ts';
import type {StageRequest} from '../stage-process/stage-request.ts';
import {download} from '../store/download.ts';
import type {Lock} from '../store/lock.ts';
import {
  type Manifest,
  type OutputRecord,
  type SourceRecord,
  toLineageEntry,
} from '../store/manifest.ts';
import {explainWriteError} from '../store/store.ts';
import {makeFolder} from '../write-safely.ts';
import type {EventSink, Reason, StageFailure} from './events.ts';
import {describeReason, explainChange} from './explain-change.ts';
import {runWithRetries} from './retry.ts';
import type {RunOptions} from './run-options.ts';
import type {Outcome} from './stage-executor.ts';
import {noteBegun, touchedSinceBegun} from './state-inputs.ts';
import type {Finished, Watched, Workspace} from './workspace.ts';

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
  /** What stands on the disk of all that the key speaks of, taken before it was computed. */
  watched: Watched;
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

/** What a key was computed from changed while the stage ran, so what it made is not what the key says. */
export class InputsChanged extends Error {
  constructor(changes: readonly string[]) {
    const rest = changes.length - MOST_SHOWN;
    const shown = changes.slice(0, MOST_SHOWN).join(', ');
    super(`${shown}${rest > 0 ? ` and ${rest} more` : ''} while the stage ran`);
  }
}

/** Changes that a message names. */
const MOST_SHOWN = 3;

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
  await downloadSources(workspace, node, options);
  const folder = await store
    .startFolder(node.name, key, lock)
    .catch(error => explainWriteError(error, store.root));
  try {
    const {outcome, changes, spoilt} = await execute(workspace, plan, folder, options);
    if (spoilt) await store.forgetState(node.name, key);
    if (changes.length > 0) {
      if (!options.signal.aborted) throw new InputsChanged(changes);
      throw new StageFailed({reason: 'interrupted', message: 'interrupted'});
    }
    if (outcome.type === 'failed') throw new StageFailed(naming(node, outcome.failure));
    const manifest = await manifestOf(workspace, plan, outcome);
    await lock.requireHeld();
    await store.set(manifest, folder);
    await store.setLatest(node.name, key, options.startedAt);
    return manifest;
  } catch (error) {
    await store.discard(folder);
    if (error instanceof StageFailed || error instanceof InputsChanged) throw error;
    return explainWriteError(error as NodeJS.ErrnoException, store.root);
  }
}

/** A stage advises `--set` with its own name; its parameters are set by the name that the pipeline gives it. */
function naming({stage, name, group}: PipelineNode, failure: StageFailure): StageFailure {
  const setting = `--set ${group ?? name}.`;
  return {...failure, message: failure.message.replaceAll(`--set ${stage.name}.`, () => setting)};
}

/** State that was begun on files which were touched since may come from other content: it is not resumed. */
async function forgetStateOfOtherInputs(
  workspace: Workspace,
  {node, key}: ArtifactPlan,
  {executor, signal, sink}: RunOptions,
): Promise<void> {
  const {store} = workspace;
  const folder = store.stateFolder(node.name, key);
  if ((await touchedSinceBegun(folder)).length === 0) return;
  // What goes on there is found out at its end.
  if (!(await executor.letGo({key, folder}, signal))) return;
  await store.forgetState(node.name, key);
  const message = 'begins anew: its inputs were touched since its state was begun';
  sink({type: 'stage-log', stage: node.name, level: 'info', message});
}

/**
 * Runs the stage to its end; `changes` names what of its key changed on the disk since its state was begun, and `spoilt`
 * says whether the stage may have seen it, so that what it saved is worth nothing.
 */
async function execute(
  workspace: Workspace,
  plan: ArtifactPlan,
  folder: string,
  options: RunOptions,
): Promise<{outcome: Outcome; changes: string[]; spoilt: boolean}> {
  const {node, key, watched, last} = plan;
  const {capacity, executor, signal, sink} = options;
  const lack = capacity.lackFor(node);
  if (lack) {
    throw new UserError(
      `${lack}\n    Give more with --gpus N, or choose another profile or executor.`,
    );
  }
  // Compiled code is all loaded now: what is edited later has no part in what the stage does.
  const compiled = executor.name === 'local' ? await compileStage(node.stage.file) : undefined;
  const state = workspace.store.stateFolder(node.name, key);
  await noteBegun(state, {
    ...(await stampDownloads(watched.inputs)),
    ...(!compiled && watched.code),
  });
  const edited = changedSince(watched.code);
  if (edited.length > 0) throw new InputsChanged(edited.map(showTouched));
  const request = requestOf(workspace, plan, folder, compiled);
  const outputs = Object.values(request.outputs);
  const task = {stage: node.name, key, request, folder: state, expectedSeconds: last?.seconds};
  const outcome = await runWithRetries(node, {outputs, signal, sink}, one =>
    executor.execute(
      {...task, resources: one.resources, isRepeat: one.number > 1, clock: one.clock},
      sink,
      one.signal,
    ),
  );
  await rm(request.scratchFolder, {recursive: true, force: true});
  const touched = (await touchedSinceBegun(state)).map(showTouched);
  if (touched.length > 0) return {outcome, changes: touched, spoilt: true};
  const others = await otherFields(workspace, plan);
  const spoilt = others.some(({type}) => !(compiled && type === 'code'));
  return {outcome, changes: others.map(describeReason), spoilt};
}

function showTouched(path: string): string {
  return `${shownPath(path)} changed`;
}

/** Stamps of the same paths, now also of downloads, which had not come when the key was computed. */
async function stampDownloads(stamps: FileStamps): Promise<FileStamps> {
  const missing = Object.keys(stamps).filter(path => stamps[path] === MISSING);
  return {...stamps, ...(await stampFiles(missing))};
}

/** What of the key's fields is other now: code, also that of packages, and assets that came or went. */
async function otherFields(
  workspace: Workspace,
  {node, fields, finished}: ArtifactPlan,
): Promise<Reason[]> {
  workspace.refresh();
  return explainChange(fields, await workspace.keyFields(node, finished));
}

function requestOf(
  workspace: Workspace,
  {node, key, fields, finished}: ArtifactPlan,
  folder: string,
  compiled: CompiledStage | undefined,
): StageRequest {
  const state = workspace.store.stateFolder(node.name, key);
  return {
    stage: node.name,
    stageFile: node.stage.file,
    inputs: workspace.inputPaths(node, finished),
    outputs: mapValues(outputFiles(node.stage.outputs), file => join(folder, file)),
    params: node.params.given,
    expected: {params: fields.params, formats: fields.formats},
    stateFolder: join(state, 'saved'),
    scratchFolder: join(state, 'scratch'),
    lineage: lineageOf(workspace.pipeline.nodes, node, finished),
    env: {...sharesOf(node), ...node.env},
    ...(compiled && {compiled}),
  };
}

/** What a stage may use of the machine; its engine reads it. */
function sharesOf({threads, resources: {gpus}}: PipelineNode): Record<string, string> {
  return {
    ...(threads && {GENEGLOT_THREADS: String(threads)}),
    ...(gpus > 0 && {GENEGLOT_GPUS: String(gpus)}),
  };
}

async function manifestOf(
  workspace: Workspace,
  {node, key, fields, finished}: ArtifactPlan,
  outcome: Done,
): Promise<Manifest> {
  const {host, startedAt, seconds, parts, peakMemoryBytes} = outcome.done;
  const sources = await workspace.sourcesOf(node);
  refuseOtherSources(workspace, sources, fields);
  return {
    ...{key, stage: node.name, uses: node.uses, pipeline: workspace.pipeline.name},
    ...fields,
    upstream: workspace.upstreamOf(node, finished),
    sources,
    outputs: describeOutputs(node, outcome),
    metrics: outcome.metrics,
    ...{host, startedAt, seconds, parts, peakMemoryBytes},
  };
}

// What is recorded of a source is what the disk holds, which must be what the key was computed from.
function refuseOtherSources(
  {pipeline}: Workspace,
  sources: readonly SourceRecord[],
  {inputs}: KeyFields,
): void {
  const expected = Object.values(inputs).flat();
  const other = sources.filter(({sha256}) => !expected.some(input => input.sha256 === sha256));
  if (other.length === 0) return;
  throw new InputsChanged(
    other.map(({path}) => `${shownPath(resolvePlace(pipeline.project, path))} changed`),
  );
}

async function downloadSources(
  workspace: Workspace,
  node: PipelineNode,
  {sink, signal}: {sink: EventSink; signal: AbortSignal},
): Promise<void> {
  const stage = node.name;
  for (const input of Object.values(node.inputs)) {
    if (input.kind !== 'source') continue;
    for (const file of input.files) {
      if (!file.download) continue;
      makeFolder(workspace.pipeline.artifacts);
      await download(
        {...file.download, path: file.path},
        {
          signal,
          hash: path => workspace.hashOf(path),
          onProgress: (done, total) =>
            sink({type: 'download-progress', stage, file: file.name, done, total}),
          onWarning: message => sink({type: 'stage-log', stage, level: 'warn', message}),
          onWait: holder => sink({type: 'stage-waiting', stage, holder}),
        },
      );
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

function describeOutputs(node: PipelineNode, outcome: Done): Record<string, OutputRecord> {
  return Object.fromEntries(
    Object.entries(outputFiles(node.stage.outputs)).map(([port, file]) => {
      const {name, version} = node.stage.outputs[port];
      return [port, {file, format: `${name}@${version}`, ...outcome.done.outputs[port]}];
    }),
  );
}

function mapValues<T, R>(record: Record<string, T>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
