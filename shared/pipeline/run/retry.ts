// The attempts of one stage: a failed one is repeated with more resources, one that takes too long is stopped.
import {rm} from 'node:fs/promises';
import {durationText} from '../../text/amount-text.ts';
import type {PipelineNode} from '../declare/pipeline.ts';
import {type Resources, resourcesOfAttempt} from '../declare/resources.ts';
import type {EventSink, StageFailure} from './events.ts';
import type {Outcome, StageClock} from './stage-executor.ts';

/** One attempt, counted from 1. */
export interface Attempt {
  number: number;
  /** What this attempt may use. */
  resources: Resources;
  /** Aborted when the user interrupts the run, or when the attempt has taken longer than its timeout. */
  signal: AbortSignal;
  /** Measures when the attempt is at work, for its timeout. */
  clock?: StageClock;
}

export interface RetryOptions {
  /** Outputs that a failed attempt may have begun; removed before the next. */
  outputs: readonly string[];
  /** Aborted when the user interrupts the run. */
  signal: AbortSignal;
  sink: EventSink;
}

/** Longest time a timer can hold, about 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs attempts until one succeeds, the declared retries are used up, or another attempt would end alike. One more is made
 * where a failure asks for it.
 */
export async function runWithRetries(
  node: PipelineNode,
  {outputs, signal, sink}: RetryOptions,
  execute: (one: Attempt) => Promise<Outcome>,
): Promise<Outcome> {
  let attempts = node.retries + 1;
  for (let attempt = 1, asked = false; ; attempt++) {
    const resources = resourcesOfAttempt(node.resources, attempt, node.scale);
    const outcome = await runAttempt(node, {number: attempt, resources, signal}, execute);
    if (outcome.type === 'failed' && outcome.failure.repeat && !asked) {
      asked = true;
      attempts++;
    }
    if (outcome.type === 'done' || attempt === attempts || !isWorthRepeating(outcome.failure)) {
      return outcome;
    }
    const next = resourcesOfAttempt(node.resources, attempt + 1, node.scale);
    sink({
      ...{type: 'stage-retried', stage: node.name, attempt: attempt + 1, attempts},
      ...{resources: next, failure: outcome.failure},
    });
    // The state folder stays: what the failed attempt has saved, the next goes on from.
    await Promise.all(outputs.map(path => rm(path, {recursive: true, force: true})));
  }
}

function isWorthRepeating({reason}: StageFailure): boolean {
  return reason !== 'invalid' && reason !== 'interrupted';
}

async function runAttempt(
  node: PipelineNode,
  one: Attempt,
  execute: (one: Attempt) => Promise<Outcome>,
): Promise<Outcome> {
  if (node.timeout === undefined) return execute(one);
  const clock = new AttemptClock(1000 * node.timeout);
  const signal = AbortSignal.any([one.signal, clock.signal]);
  const outcome = await execute({...one, signal, clock}).finally(() => clock.stop());
  const isLate = outcome.type === 'failed' && clock.signal.aborted && !one.signal.aborted;
  return isLate ? {type: 'failed', failure: toTimeout(outcome.failure, node.timeout)} : outcome;
}

/** Aborts its signal once an attempt has been at work for too long. */
class AttemptClock implements StageClock {
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

  // A job whose node failed begins again without a message that it stopped: that time counts.
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
