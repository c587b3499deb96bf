// The tries of one stage: a failed one is repeated with more resources, one that takes too long is stopped.
import {rm} from 'node:fs/promises';
import {durationText} from '../../text/amount-text.ts';
import type {PipelineNode} from '../declare/pipeline.ts';
import {type Resources, resourcesOfTry} from '../declare/resources.ts';
import type {EventSink, StageFailure} from './events.ts';
import type {Outcome, StageClock} from './stage-executor.ts';

/** One try, counted from 1. */
export interface Try {
  attempt: number;
  /** What this try may use. */
  resources: Resources;
  /** Aborted when the user interrupts the run, or when the try has taken longer than its timeout. */
  signal: AbortSignal;
  /** To be told when the try is at work, for its timeout. */
  clock?: StageClock;
}

export interface TriesOptions {
  /** Outputs that a failed try may have begun; removed before the next. */
  outputs: readonly string[];
  /** Aborted when the user interrupts the run. */
  signal: AbortSignal;
  sink: EventSink;
}

/** Longest time a timer can hold, about 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Runs tries until one succeeds, the declared retries are used up, or another try would be the same. */
export async function runTries(
  node: PipelineNode,
  {outputs, signal, sink}: TriesOptions,
  execute: (one: Try) => Promise<Outcome>,
): Promise<Outcome> {
  const tries = node.retries + 1;
  for (let attempt = 1; ; attempt++) {
    const resources = resourcesOfTry(node.resources, attempt, node.scale);
    const outcome = await runTry(node, {attempt, resources, signal}, execute);
    if (outcome.type === 'done' || attempt === tries || !isWorthRepeating(outcome.failure)) {
      return outcome;
    }
    const next = resourcesOfTry(node.resources, attempt + 1, node.scale);
    sink({
      ...{type: 'stage-retried', stage: node.name, attempt: attempt + 1, tries},
      ...{resources: next, failure: outcome.failure},
    });
    // The state folder stays: what the failed try has saved, the next goes on from.
    await Promise.all(outputs.map(path => rm(path, {recursive: true, force: true})));
  }
}

function isWorthRepeating({reason}: StageFailure): boolean {
  return reason !== 'invalid' && reason !== 'interrupted';
}

async function runTry(
  node: PipelineNode,
  one: Try,
  execute: (one: Try) => Promise<Outcome>,
): Promise<Outcome> {
  if (node.timeout === undefined) return execute(one);
  const clock = new TryClock(1000 * node.timeout);
  const signal = AbortSignal.any([one.signal, clock.signal]);
  const outcome = await execute({...one, signal, clock}).finally(() => clock.stop());
  const isLate = outcome.type === 'failed' && clock.signal.aborted && !one.signal.aborted;
  return isLate ? {type: 'failed', failure: toTimeout(outcome.failure, node.timeout)} : outcome;
}

/** Aborts its signal once a try has been at work for too long. */
class TryClock implements StageClock {
  readonly #abort = new AbortController();
  #leftMs: number;
  #since: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.#leftMs = timeoutMs;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  // A job whose node failed begins again without having told that it stopped: that time counts.
  start(at: number): void {
    if (this.#since !== undefined) return;
    this.#since = at;
    const leftMs = at + this.#leftMs - Date.now();
    this.#timer = setTimeout(
      () => this.#abort.abort(new Error('timeout')),
      Math.min(Math.max(0, leftMs), LONGEST_TIMER_MS),
    );
  }

  pause(at: number): void {
    if (this.#since === undefined) return;
    this.#leftMs -= Math.max(0, at - this.#since);
    this.#since = undefined;
    this.stop();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function toTimeout(failure: StageFailure, seconds: number): StageFailure {
  return {
    ...failure,
    reason: 'timeout',
    message: `it was stopped after its timeout of ${durationText(seconds)} (what it saved is kept)\n    Raise its timeout in the pipeline file, or run again to go on.`,
  };
}
