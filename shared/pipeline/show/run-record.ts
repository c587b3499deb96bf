// What happened in a run, gathered from its events, for the page that shows it afterwards.
import type {Reason, RunEvent, StageEvent, StageFailure} from '../run/events.ts';
import type {Manifest} from '../store/manifest.ts';

export type StageState = 'waiting' | 'running' | 'ran' | 'up-to-date' | 'failed' | 'not-run';

/** One attempt of a stage: its span in seconds since the run began, and why it failed if it did. */
export interface AttemptRecord {
  from: number;
  to: number;
  failure?: StageFailure;
}

export interface StageRecord {
  stage: string;
  state: StageState;
  reasons: readonly Reason[];
  attempts: AttemptRecord[];
  manifest?: Manifest;
  failure?: StageFailure;
  /** Why it did not run, or that it was cut off. */
  note?: string;
  warnings: string[];
}

/** A run as seen so far. */
export interface RunRecord {
  pipeline: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** Seconds since it began. */
  seconds: number;
  stages: ReadonlyMap<string, StageRecord>;
}

/** Gathers events; `record` is the run so far. */
export class RunRecorder {
  readonly #stages = new Map<string, StageRecord>();
  readonly #startedAt = new Date().toISOString();
  readonly #start = performance.now();
  #pipeline = '';

  get record(): RunRecord {
    const {stages, seconds} = {stages: this.#stages, seconds: this.#now()};
    return {pipeline: this.#pipeline, startedAt: this.#startedAt, seconds, stages};
  }

  readonly sink = (event: RunEvent): void => {
    if (event.type === 'run-started') this.#begin(event);
    else if (event.type !== 'run-finished') this.#note(event, this.#stages.get(event.stage));
  };

  #begin({pipeline, stages}: Extract<RunEvent, {type: 'run-started'}>): void {
    this.#pipeline = pipeline;
    for (const stage of stages) {
      this.#stages.set(stage, {stage, state: 'waiting', reasons: [], attempts: [], warnings: []});
    }
  }

  #note(event: StageEvent, stage: StageRecord | undefined): void {
    if (!stage) return;
    switch (event.type) {
      case 'stage-started':
        stage.state = 'running';
        stage.reasons = event.reasons;
        this.#beginAttempt(stage);
        break;
      case 'stage-retried':
        this.#endAttempt(stage, event.failure);
        this.#beginAttempt(stage);
        break;
      case 'stage-succeeded':
        this.#end(stage, {state: 'ran', manifest: event.manifest});
        break;
      case 'stage-up-to-date':
        this.#end(stage, {
          state: 'up-to-date',
          manifest: event.manifest,
          ...(event.cutOff && {note: 'upstream ran and gave the same'}),
        });
        break;
      case 'stage-failed':
        this.#end(stage, {state: 'failed', failure: event.failure});
        break;
      case 'stage-skipped':
        this.#end(stage, {state: 'not-run', note: event.because});
        break;
      case 'stage-log':
        if (event.level === 'warn') stage.warnings.push(event.message);
        break;
      default:
    }
  }

  #beginAttempt(stage: StageRecord): void {
    const now = this.#now();
    stage.attempts.push({from: now, to: now});
  }

  #endAttempt(stage: StageRecord, failure?: StageFailure): void {
    const last = stage.attempts.at(-1);
    if (last) Object.assign(last, {to: this.#now(), ...(failure && {failure})});
  }

  #end(stage: StageRecord, end: Partial<StageRecord>): void {
    this.#endAttempt(stage, end.failure);
    Object.assign(stage, end);
  }

  #now(): number {
    return (performance.now() - this.#start) / 1000;
  }
}
