// How a job ended, from the three witnesses: its exit file, its last message, and what Slurm says.

import {bytesText, durationText} from '../../text/amount-text.ts';
import type {Resources} from '../declare/resources.ts';
import type {StageFailure} from '../run/events.ts';
import type {ProcessState} from '../run/receive-message.ts';
import type {ChildMessage} from '../stage-process/stage-messages.ts';
import {REQUEUE_CODE} from '../stage-process/stage-messages.ts';
import type {ExitRecord} from './job-folder.ts';
import {FINAL_STATES, type JobStatus} from './job-queue.ts';

export interface Evidence {
  id: string;
  exit: ExitRecord | undefined;
  end: ProcessState['end'];
  status: JobStatus;
  resources: Resources;
  /** Whether we cancelled it. */
  cancelled: boolean;
}

export type Verdict =
  | {type: 'done'; done: Extract<ChildMessage, {type: 'done'}>}
  | {type: 'failed'; failure: StageFailure}
  /** Slurm says it is over and the files do not: they may still be on their way. */
  | {type: 'over'; failure: StageFailure};

/** The verdict, or undefined while the job may still go on. */
export function judge(evidence: Evidence): Verdict | undefined {
  const {exit, end, status, cancelled} = evidence;
  if (exit?.code === 0 && end?.type === 'done') return {type: 'done', done: end};
  const over = status.type === 'gone' || (status.type === 'listed' && isFinal(status.state));
  if (cancelled && (exit || over)) return interrupted();
  if (exit && end?.type === 'error') {
    const {message, stack, repeat} = end;
    return {type: 'failed', failure: {reason: 'error', message, stack, repeat}};
  }
  // An exit after an interrupt may be a requeue's: only a job that Slurm calls finished stays ended.
  return over ? {type: 'over', failure: describeOver(evidence)} : undefined;
}

function interrupted(): Verdict {
  return {type: 'failed', failure: {reason: 'interrupted', message: 'interrupted'}};
}

function isFinal(state: string): boolean {
  return FINAL_STATES.has(state);
}

function describeOver({id, exit, status, resources}: Evidence): StageFailure {
  const state = status.type === 'listed' ? status.state : 'gone';
  const {time, memory} = resources;
  const job = `its Slurm job ${id}`;
  const messages: Record<string, string> = {
    TIMEOUT: `${job} ran out of time${time === undefined ? '' : ` (resources.time: ${durationText(time)})`}: give it more, or let the stage save when its signal is aborted; what it saved is kept`,
    DEADLINE: `${job} met its deadline`,
    OUT_OF_MEMORY: `${job} needed more memory than it may use${memory === undefined ? '' : ` (resources.memory: ${bytesText(memory)})`}`,
    CANCELLED: `${job} was cancelled by someone else (scancel)`,
    PREEMPTED: `${job} had to give way to another job and was not requeued`,
    NODE_FAIL: `${job} lost its node`,
    BOOT_FAIL: `${job} got a node that did not start`,
    gone: `${job} is no longer known to Slurm and left no exit file`,
  };
  return {reason: 'killed', message: messages[state] ?? describeExit(job, exit, state)};
}

function describeExit(job: string, exit: ExitRecord | undefined, state: string): string {
  if (!exit) return `${job} ended (${state}) before its stage did`;
  if (exit.code === REQUEUE_CODE) {
    return `${job} saved before its time ran out and could not be requeued: run again to go on`;
  }
  if (exit.code > 128) {
    const hint = exit.code === 137 ? ' (out of memory?)' : '';
    return `its process in Slurm job ${job.split(' ').at(-1)} was killed by signal ${exit.code - 128}${hint}`;
  }
  return `its process in Slurm job ${job.split(' ').at(-1)} ended with exit code ${exit.code} before it was done`;
}
