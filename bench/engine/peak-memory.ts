// Resident memory of this process as the kernel counts it.
import {readFileSync} from 'node:fs';

/**
 * Largest resident memory so far, in bytes. Linux's VmHWM counts since exec, while getrusage's maximum (used
 * elsewhere) may include what the parent had when it forked.
 */
export function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) * 1024;
}
