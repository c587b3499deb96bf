// Kills a run: its runner alone, one stage's process alone, or all of them at once.
import type {ChildProcess} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';

/** Whom a kill hits: the runner alone, one stage's process alone, or the whole process group. */
export const TARGETS = ['runner', 'stage', 'group'] as const;
export type Target = (typeof TARGETS)[number];

/** Kills a run that was started as the head of a process group; false when nobody was there to be killed. */
export function kill(run: ChildProcess, target: Target): boolean {
  const pid = run.pid as number;
  if (run.exitCode !== null) return false;
  const victim = target === 'runner' ? pid : target === 'group' ? -pid : childrenOf(pid)[0];
  if (victim === undefined) return false;
  try {
    return process.kill(victim, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Processes started by a process; /proc knows them on Linux. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(candidate => candidate > pid && parentOf(candidate) === pid);
}

function parentOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
