// Which process is meant by a pid: where it runs and when it started, so that a reused pid is no old friend.
// Reference: proc(5), /proc/PID/stat field 22 (start time in clock ticks since boot).
import {readFileSync, readlinkSync} from 'node:fs';
import {hostname} from 'node:os';

/** One process, distinguished from all others that ever had its pid. */
export interface ProcessIdentity {
  /** Name of its host, for people. */
  host: string;
  /** Host, boot and pid namespace: only within one place do pids mean the same. */
  place: string;
  pid: number;
  /** Clock ticks from boot to its start; empty where the system does not say. */
  started: string;
}

/** The process with this pid, by default the one that asks. */
export function identify(pid = process.pid): ProcessIdentity {
  return {host: hostname(), place: thisPlace(), pid, started: readStat(pid)?.started ?? ''};
}

/** Whether the process runs here now; undefined when it belongs to another place and nobody here can say. */
export function isRunning({place, pid, started}: ProcessIdentity): boolean | undefined {
  if (place !== thisPlace()) return undefined;
  const found = readStat(pid);
  if (found) return !found.dead && (started === '' || found.started === started);
  return process.platform === 'linux' ? false : answersSignal(pid);
}

function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

let place: string | undefined;

function thisPlace(): string {
  place ??= [
    hostname(),
    attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    attempt(() => readlinkSync('/proc/self/ns/pid')),
  ].join(' ');
  return place;
}

// The command's name (field 2) may hold blanks and brackets, so fields are counted from its last bracket.
function readStat(pid: number): {started: string; dead: boolean} | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (text === '') return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {started: fields[19], dead: fields[0] === 'Z' || fields[0] === 'X'};
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
