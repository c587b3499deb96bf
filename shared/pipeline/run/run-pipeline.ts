// Runs the selected stages in topological order, as many at once as fit; keys are computed once upstream is done.

import type {PipelineNode} from '../declare/pipeline.ts';
import {describeError, stackOf} from '../describe-error.ts';
import {computeKey} from '../keys/key.ts';
import type {KeyFields} from '../keys/key-fields.ts';
import {UserError} from '../problem.ts';
import type {Lock} from '../store/lock.ts';
import type {Manifest} from '../store/manifest.ts';
import {ReadingMark} from '../store/reading-marks.ts';
import type {Reason, StageFailure} from './events.ts';
import {whyStale} from './explain-change.ts';
import {Frontier} from './frontier.ts';
import {InputsChanged, makeArtifact, StageFailed} from './make-artifact.ts';
import type {RunOptions} from './run-options.ts';
import type {Workspace} from './workspace.ts';

export interface RunResult {
  ran: string[];
  upToDate: string[];
  failed: string[];
  skipped: string[];
  manifests: ReadonlyMap<string, Manifest>;
}

/** Brings the selected stages up to date; a failure stops its dependants, never another branch. */
export async function runPipeline(workspace: Workspace, options: RunOptions): Promise<RunResult> {
  const reading = new ReadingMark(workspace.store.root);
  workspace.endWith(options.signal);
  try {
    return await new Run(workspace, options, reading).finish();
  } finally {
    reading.close();
  }
}

/** How often a stage runs at most while its inputs keep changing under it. */
const MOST_RUNS = 3;

class Run {
  readonly #workspace: Workspace;
  readonly #options: RunOptions;
  /** Of all that this run takes or makes, since a later stage may read it. */
  readonly #reading: ReadingMark;
  readonly #finished = new Map<string, Manifest>();
  readonly #result: Record<'ran' | 'upToDate' | 'failed' | 'skipped', string[]> = {
    ran: [],
    upToDate: [],
    failed: [],
    skipped: [],
  };
  readonly #nodes: PipelineNode[];
  readonly #frontier: Frontier;

  constructor(workspace: Workspace, options: RunOptions, reading: ReadingMark) {
    this.#reading = reading;
    this.#workspace = workspace;
    this.#options = options;
    this.#nodes = workspace.pipeline.nodes.filter(
      ({name}) => options.selected.has(name) || options.required.has(name),
    );
    this.#frontier = new Frontier(this.#nodes);
    for (const [name, manifest] of options.given ?? []) {
      reading.add(name, manifest.key);
      this.#finished.set(name, manifest);
      this.#frontier.finish(name);
    }
  }

  async finish(): Promise<RunResult> {
    const {sink, selected, capacity, signal} = this.#options;
    const nodes = this.#nodes.filter(({name}) => selected.has(name));
    const stages = nodes.map(node => node.name);
    const jobs = capacity.mostAtOnce(nodes);
    sink({type: 'run-started', pipeline: this.#workspace.pipeline.name, stages, jobs});
    const running = new Map<string, Promise<void>>();
    for (;;) {
      if (signal.aborted)
        for (const node of this.#frontier.clear()) this.#skip(node, 'interrupted');
      for (let node = this.#takeReady(); node; node = this.#takeReady()) {
        const {name} = node;
        running.set(
          name,
          this.#bringUpToDate(node).finally(() => running.delete(name)),
        );
      }
      if (running.size === 0) break;
      await Promise.race(running.values());
    }
    return {...this.#result, manifests: this.#finished};
  }

  /** The first stage whose inputs are there and for which there is room; it holds its room until it has ended. */
  #takeReady(): PipelineNode | undefined {
    return this.#frontier.take(node => this.#options.capacity.lend(node));
  }

  #skip({name}: PipelineNode, because: string): void {
    this.#result.skipped.push(name);
    this.#options.sink({type: 'stage-skipped', stage: name, because});
  }

  async #bringUpToDate(node: PipelineNode): Promise<void> {
    const {sink, signal} = this.#options;
    try {
      await this.#lookUpOrRun(node);
      this.#frontier.finish(node.name);
    } catch (error) {
      this.#result.failed.push(node.name);
      sink({type: 'stage-failed', stage: node.name, failure: toFailure(error, signal)});
      for (const {node: lost, cause} of this.#frontier.lose(node.name)) {
        this.#skip(lost, signal.aborted ? 'interrupted' : `${cause} failed`);
      }
    } finally {
      this.#options.capacity.giveBack(node);
    }
  }

  // What runs must be what the key says: while something changes between the first look and the end, nothing is kept.
  async #lookUpOrRun(node: PipelineNode): Promise<void> {
    for (let run = 1; ; run++) {
      try {
        if (await this.#lookUpOrRunOnce(node)) return;
      } catch (error) {
        if (!(error instanceof InputsChanged)) throw error;
        // A look that found another key counts as a run too, so the number may have passed the bound.
        if (run >= MOST_RUNS) {
          throw new UserError(
            `${error.message}, as in each of ${run} runs: found nothing that stays as it is, expected inputs and code that rest while a stage reads them\n    Stop what writes there, or give the stage a copy.`,
          );
        }
        this.#warn(node.name, `${error.message}: nothing of it is kept, and it runs again`);
      }
    }
  }

  /** False when the key changed before anything ran. */
  async #lookUpOrRunOnce(node: PipelineNode): Promise<boolean> {
    const {store} = this.#workspace;
    const {forced, required} = this.#options;
    const fields = await this.#workspace.keyFields(node, this.#finished);
    const key = computeKey(fields);
    this.#reading.add(node.name, key);
    const {manifest, damage} = await store.inspect(node.name, key);
    if (manifest && !damage && !forced.has(node.name)) {
      await this.#takeHit(node, manifest);
      return true;
    }
    const last = await store.latest(node.name);
    const reasons: Reason[] =
      manifest && !damage ? [{type: 'forced'}] : whyStale(fields, last, damage);
    if (required.has(node.name)) throw new UserError(`${node.name} is not up to date`);
    const lock = await store.lock(node.name, key, {
      signal: this.#options.signal,
      onWait: holder => this.#options.sink({type: 'stage-waiting', stage: node.name, holder}),
    });
    try {
      return await this.#makeOrShare(node, fields, key, reasons, last, lock);
    } finally {
      await lock.release();
    }
  }

  // Another run may have made the artifact between the first look and the lock, and the stage's code may have been
  // edited while earlier stages ran.
  async #makeOrShare(
    node: PipelineNode,
    fields: KeyFields,
    key: string,
    reasons: Reason[],
    last: Manifest | undefined,
    lock: Lock,
  ): Promise<boolean> {
    const workspace = this.#workspace;
    const {manifest, damage} = await workspace.store.inspect(node.name, key);
    if (manifest && !damage && !this.#options.forced.has(node.name)) {
      await this.#takeHit(node, manifest);
      return true;
    }
    workspace.refresh();
    const finished = this.#finished;
    const watched = await workspace.watch(node, fields, finished);
    await workspace.requireUpstream(node, finished);
    const now = await workspace.keyFields(node, finished);
    if (computeKey(now) !== key) return false;
    const shared = await this.#fetch(node, key, lock);
    if (shared) {
      await this.#takeHit(node, shared);
      return true;
    }
    const plan = {node, fields, key, reasons, last, watched, lock, finished};
    const made = await makeArtifact(workspace, plan, this.#options);
    await workspace.cache?.publish(made, message => this.#warn(node.name, message));
    this.#warnIfDifferent(made, manifest);
    this.#finished.set(node.name, made);
    this.#result.ran.push(node.name);
    this.#options.sink({type: 'stage-succeeded', stage: node.name, manifest: made});
    return true;
  }

  async #fetch(node: PipelineNode, key: string, lock: Lock): Promise<Manifest | undefined> {
    const {cache} = this.#workspace;
    if (!cache || this.#options.forced.has(node.name)) return undefined;
    const stage = node.name;
    const found = await cache.fetch(stage, key, lock, message => this.#warn(stage, message));
    const message = 'taken from the shared cache';
    if (found) this.#options.sink({type: 'stage-log', stage, level: 'info', message});
    return found;
  }

  #warn(stage: string, message: string): void {
    this.#options.sink({type: 'stage-log', stage, level: 'warn', message});
  }

  async #takeHit(node: PipelineNode, manifest: Manifest): Promise<void> {
    await this.#workspace.store.setLatest(node.name, manifest.key, this.#options.startedAt);
    this.#finished.set(node.name, manifest);
    if (this.#options.required.has(node.name)) return;
    this.#result.upToDate.push(node.name);
    const cutOff = node.dependencies.some(name => this.#result.ran.includes(name));
    this.#options.sink({type: 'stage-up-to-date', stage: node.name, manifest, cutOff});
  }

  #warnIfDifferent(made: Manifest, before: Manifest | undefined): void {
    for (const [port, output] of Object.entries(before?.outputs ?? {})) {
      if (made.outputs[port].sha256 === output.sha256) continue;
      this.#warn(made.stage, `output ${port} differs ${whyDifferent(made, before)}`);
    }
  }
}

/** Engines agree within bounds and not to the byte, so the output of another one is neither damage nor chance. */
function whyDifferent(made: Manifest, before: Manifest | undefined): string {
  const [then, now] = [before?.metrics.engine, made.metrics.engine];
  return then === now
    ? 'from the one made before with the same key: the stage is not deterministic, or the old output was damaged'
    : `in the last digits from the one made before, because it was computed by another engine: ${now ?? 'none'}, before ${then ?? 'none'}`;
}

function toFailure(error: unknown, signal: AbortSignal): StageFailure {
  if (error instanceof StageFailed) return error.failure;
  if (signal.aborted) return {reason: 'interrupted', message: 'interrupted'};
  if (error instanceof UserError) return {reason: 'invalid', message: error.message};
  return {reason: 'error', message: describeError(error), stack: stackOf(error)};
}
