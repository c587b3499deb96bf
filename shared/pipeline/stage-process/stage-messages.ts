// What a stage's process and the runner say to each other, over Node IPC or by a file of JSON lines.
import type {LineageEntry, Progress} from '../stage-contract.ts';
import type {StagePart} from './part-clock.ts';

/** Exit code of a stage that saved because its time runs out (EX_TEMPFAIL of sysexits.h). */
export const REQUEUE_CODE = 75;

/** What a stage's process reports to the runner, over Node IPC or as JSON lines. */
export type ChildMessage =
  /** The process is there; that of a job in a queue reports it later, and again after each requeue. */
  | {type: 'started'; at: string}
  | {type: 'progress'; progress: Progress}
  | {type: 'step'; step: string}
  | {type: 'log'; level: 'info' | 'warn'; message: string}
  | {type: 'metric'; name: string; value: number | string}
  | {
      type: 'done';
      outputs: Record<string, ChildOutput>;
      peakMemoryBytes: number;
      seconds: number;
      parts: StagePart[];
      /** ISO 8601, UTC. */
      startedAt: string;
      /** The machine that did the work; it may be another than the runner's. */
      host: LineageEntry['host'];
    }
  | {type: 'interrupted'; at: string}
  | {
      type: 'error';
      message: string;
      stack: string | undefined;
      /** The error asked, by `repeat: true`, that the stage be run once more: what failed was not its input. */
      repeat?: boolean;
    };

export interface ChildOutput {
  sha256: string;
  bytes: number;
  counts: Record<string, number>;
  schema?: Record<string, string>;
}

/** The lines that a message leaves in the key's log. */
export function logLines(message: ChildMessage): string | undefined {
  if (message.type === 'log') {
    return `${message.level === 'warn' ? 'warning: ' : ''}${message.message}\n`;
  }
  return message.type === 'error' ? `error: ${message.stack ?? message.message}\n` : undefined;
}
