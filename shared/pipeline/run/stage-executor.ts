// Where a stage runs is an executor's affair: all of them take the same task and give the same events and outcome.

import type {Resources} from '../declare/resources.ts';
import type {ChildMessage} from '../stage-process/stage-messages.ts';
import type {StageRequest} from '../stage-process/stage-request.ts';
import type {EventSink, StageFailure} from './events.ts';

/** Measures the time that an attempt is at work: what it waits in a queue, first or after a requeue, does not count. */
export interface StageClock {
  /** The stage's process has begun at this time, in ms since 1970. */
  start(at: number): void;
  /** It has stopped, perhaps to go on later. */
  pause(at: number): void;
}

/** One attempt of a stage at one key. */
export interface StageTask {
  stage: string;
  key: string;
  request: StageRequest;
  /** The key's state folder; it outlives the attempt. */
  folder: string;
  resources: Resources;
  /** An earlier attempt of this run has failed: what is left of it is not taken up again. */
  isRepeat?: boolean;
  clock?: StageClock | undefined;
  /** Seconds that the stage took the last time, at this key or another. */
  expectedSeconds?: number | undefined;
}

export type Outcome =
  | {
      type: 'done';
      done: Extract<ChildMessage, {type: 'done'}>;
      metrics: Record<string, number | string>;
    }
  | {type: 'failed'; failure: StageFailure};

/** Runs stages somewhere. */
export interface StageExecutor {
  readonly name: 'local' | 'slurm';
  /** Stages that run at the same time unless the user says otherwise; undefined: as many as fit this machine. */
  readonly jobs: number | undefined;
  /** Runs the task to its end; an abort of the signal lets the stage save first. */
  execute(task: StageTask, sink: EventSink, signal: AbortSignal): Promise<Outcome>;
  /**
   * Ends what still works on a key's state, which is about to be forgotten. False where it cannot be ended alone: then the
   * state has to stay until that has ended by itself.
   */
  letGo(state: Pick<StageTask, 'key' | 'folder'>, signal: AbortSignal): Promise<boolean>;
  /** Ends what the executor keeps between tasks. */
  close(): Promise<void>;
}
