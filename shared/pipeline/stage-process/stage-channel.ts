// How a stage's process talks to the runner: over Node IPC beside it, or by a file when it may outlive it.

import {closeSync, fsyncSync, openSync, readFileSync, writeSync} from 'node:fs';
import type {ChildMessage} from './stage-messages.ts';
import {logLines, REQUEUE_CODE} from './stage-messages.ts';

export interface StageChannel {
  send(message: ChildMessage): void;
  /** Sends the last message and ends the process once it has arrived. */
  finish(message: ChildMessage, code: number): Promise<never>;
  /**
   * From now on calls back when the stage shall save and stop, and its process exits with `code` then; before, the process
   * ends at once when it is stopped.
   */
  onAbort(stop: (code: number) => void): void;
}

/** The channel over the IPC of a forked process; a runner that disappears stops the stage. */
export function ipcChannel(): StageChannel {
  let stopHere = (): void => process.exit(130);
  process.on('disconnect', () => stopHere());
  return {
    send(message) {
      if (process.connected) process.send?.(message);
    },
    finish: (message, code) =>
      new Promise(() => {
        if (!process.connected) process.exit(code);
        process.send?.(message, () => process.exit(code));
      }),
    onAbort(stop) {
      // Ctrl+C reaches the whole process group, a kill only the runner, which then hands it on or disappears.
      onSignals(stop);
      stopHere = () => stop(130);
    },
  };
}

/** The channel that appends JSON lines to a file and writes the log to stderr; USR1 asks for a requeue. */
export function fileChannel(path: string): StageChannel {
  const file = openSync(path, 'a');
  let requeue = false;
  let stopHere = (): void => {
    requeue = true;
  };
  // A stage that saves nothing goes on: a later attempt could not start from there, and this one may yet finish in time.
  process.on('SIGUSR1', () => stopHere());
  if (endsMidLine(path)) writeSync(file, '\n');
  const send = (message: ChildMessage): void => {
    writeSync(file, `${JSON.stringify(message)}\n`);
    const lines = logLines(message);
    if (lines) writeSync(process.stderr.fd, lines);
  };
  return {
    send,
    finish: (message, code) =>
      new Promise(() => {
        send(message);
        fsyncSync(file);
        closeSync(file);
        process.exit(code);
      }),
    onAbort(stop) {
      onSignals(stop);
      stopHere = () => stop(REQUEUE_CODE);
      if (requeue) stopHere();
    },
  };
}

function onSignals(stop: (code: number) => void): void {
  process.on('SIGINT', () => stop(130));
  process.on('SIGTERM', () => stop(130));
  process.on('SIGHUP', () => stop(130));
}

// A process killed while it wrote leaves half a line, which the reader skips.
function endsMidLine(path: string): boolean {
  const text = readFileSync(path, 'utf8');
  return text !== '' && !text.endsWith('\n');
}
