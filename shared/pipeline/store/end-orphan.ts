// The process of a stage that outlives its killed runner: found by the next run and ended before anything restarts.
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {identify, isRunning, type ProcessIdentity} from './process-identity.ts';

const FILE = 'process.json';
const POLL_MS = 10;

/**
 * Called by a stage's process before it touches anything: leaves its name in the key's state folder, and
 * returns false when the runner that started it is gone. In this order no process goes unseen: either the next
 * run reads the name, or that run came earlier, and then the runner had died before.
 */
export async function announceProcess(folder: string, runner: string): Promise<boolean> {
  try {
    await writeFile(join(folder, FILE), JSON.stringify(identify()));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return false;
  }
  return process.ppid === Number(runner);
}

/** Ends the process that an earlier, killed run left working in this state folder, and waits until it is gone. */
export async function endOrphan(folder: string): Promise<void> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => '');
  const orphan = parse(text);
  if (!orphan || !isRunning(orphan)) return;
  process.kill(orphan.pid, 'SIGKILL');
  while (isRunning(orphan)) await wait(POLL_MS);
}

function parse(text: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
