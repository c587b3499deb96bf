// Everything that happens in a run, as typed events with reasons; the terminal and any log only render them.

import type {Resources} from '../declare/resources.ts';
import type {Progress} from '../stage-contract.ts';
import type {LockHolder} from '../store/lock.ts';
import type {Manifest} from '../store/manifest.ts';

/** Why a stage runs, or would run. */
export type Reason =
  | {type: 'never-run'}
  | {type: 'forced'}
  | {type: 'param'; name: string; from: unknown; to: unknown}
  | {type: 'env'; name: string; from: string | undefined; to: string | undefined}
  | {type: 'code'; file: string; change: 'changed' | 'added' | 'removed'}
  | {type: 'asset'; file: string; change: 'changed' | 'added' | 'removed'}
  | {type: 'package'; name: string; from: string | undefined; to: string | undefined}
  | {type: 'input'; port: string; files: string[]}
  | {type: 'format'; port: string; from: string | undefined; to: string | undefined}
  | {type: 'upstream'; stage: string}
  | {type: 'damaged'; damage: string}
  | {type: 'removed'};

export type RunEvent =
  | {type: 'run-started'; pipeline: string; stages: readonly string[]; jobs: number}
  | {
      type: 'stage-retried';
      stage: string;
      /** The attempt that now begins, counted from 1, of at most `attempts`. */
      attempt: number;
      attempts: number;
      /** What it may use. */
      resources: Resources;
      /** Why the one before failed. */
      failure: StageFailure;
    }
  | {
      type: 'stage-started';
      stage: string;
      reasons: Reason[];
      resumes: boolean;
      expectedSeconds: number | undefined;
    }
  /** Another run makes the same artifact; this one will take it when it is there. */
  | {type: 'stage-waiting'; stage: string; holder: LockHolder}
  | {type: 'download-progress'; stage: string; file: string; done: number; total: number}
  | {type: 'stage-progress'; stage: string; progress: Progress}
  /** What the stage does now, where no amount of it is known. */
  | {type: 'stage-step'; stage: string; step: string}
  | {type: 'stage-log'; stage: string; level: 'info' | 'warn'; message: string}
  | {type: 'stage-succeeded'; stage: string; manifest: Manifest}
  | {type: 'stage-up-to-date'; stage: string; manifest: Manifest; cutOff: boolean}
  | {type: 'stage-failed'; stage: string; failure: StageFailure}
  | {type: 'stage-skipped'; stage: string; because: string}
  | {
      type: 'run-finished';
      ran: readonly string[];
      upToDate: readonly string[];
      failed: readonly string[];
      skipped: readonly string[];
      /** Paths of the results. */
      outputs: readonly string[];
      seconds: number;
    };

/** An event about one stage. */
export type StageEvent = Extract<RunEvent, {stage: string}>;

/** Why a stage gave no artifact, and what the user can do. */
export interface StageFailure {
  reason: 'error' | 'interrupted' | 'killed' | 'invalid' | 'timeout';
  message: string;
  stack?: string | undefined;
  /** Whether it asked to be run once more, beside the declared retries. */
  repeat?: boolean | undefined;
  /** Log of this attempt, kept until the stage succeeds. */
  logFile?: string | undefined;
  /** Last lines that the stage's process printed. */
  tail?: string[];
}

export type EventSink = (event: RunEvent) => void;
