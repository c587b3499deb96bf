// Removes what a process leaves when it ends, in whatever way: also killed, or stopped while code of its own or of a
// library holds it up, when no listener of its own has a turn.
import {spawn} from 'node:child_process';
import {rmSync} from 'node:fs';
import type {Socket} from 'node:net';
import {resolve} from 'node:path';

/** Waits until the process that holds the other end of its input is gone. */
const GUARD = 'cat >/dev/null; rm -rf -- "$0"';

/** Has a file or a folder removed when this process ends; returns what removes it at once. Without a shell, only the latter. */
export function removeAtEnd(path: string): () => void {
  // In a session of its own, where the Ctrl+C of a terminal does not reach it.
  const guard = spawn('sh', ['-c', GUARD, resolve(path)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => undefined);
  guard.unref();
  const input = guard.stdin as Socket;
  input.on('error', () => undefined);
  input.unref();
  return () => {
    rmSync(path, {recursive: true, force: true});
    input.destroy();
  };
}
