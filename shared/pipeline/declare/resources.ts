// What a stage may use of a machine: the sizes and times of the YAML as numbers, and how they grow from attempt to attempt.

/** What one attempt of a stage may use. */
export interface Resources {
  /** Cores. */
  cpus: number;
  /** Bytes. */
  memory?: number;
  gpus: number;
  /** Seconds of wall time. */
  time?: number;
}

/** `500M`, `4G`, `4GiB`, `1.5 TB`: decimal units, or binary ones with an i. */
export const MEMORY_TEXT = /^\d+(\.\d+)?\s*([kKMGT]i?)?B?$/;
/** `90s`, `30m`, `2h`, `HH:MM:SS`, `D-HH:MM:SS` (as Slurm writes it). */
export const TIME_TEXT = /^(\d+(\.\d+)?\s*[smhd]|(\d+-)?\d{1,2}:\d\d:\d\d)$/;

const SECONDS: Record<string, number> = {s: 1, m: 60, h: 3600, d: 86_400};
const UNITS = ['', 'K', 'M', 'G', 'T'];

/** Bytes of a size as declared; a plain number is bytes already. */
export function parseMemory(declared: string | number): number {
  const [, amount, unit = ''] = /^([\d.]+)\s*([kKMGT]?i?)B?$/.exec(String(declared)) ?? [];
  const base = unit.endsWith('i') ? 1024 : 1000;
  return Math.round(Number(amount) * base ** UNITS.indexOf(unit.slice(0, 1).toUpperCase()));
}

/** Seconds of a time as declared; a plain number is seconds already. */
export function parseTime(declared: string | number): number {
  const text = String(declared);
  const unit = /[smhd]$/.exec(text)?.[0];
  if (unit) return Number.parseFloat(text) * SECONDS[unit];
  if (!text.includes(':')) return Number(text);
  const [clock, days = '0'] = text.split('-').reverse();
  const [hours, minutes, seconds] = clock.split(':').map(Number);
  return Number(days) * SECONDS.d + hours * SECONDS.h + minutes * SECONDS.m + seconds;
}

/**
 * Resources of a stage's attempt, counted from 1: what ran out the first time, memory and time, is given `attempt`
 * times, or `scale ** (attempt − 1)` times where a factor is declared.
 */
export function resourcesOfAttempt(first: Resources, attempt: number, scale?: number): Resources {
  const factor = scale === undefined ? attempt : scale ** (attempt - 1);
  return {
    ...first,
    ...(first.memory !== undefined && {memory: Math.round(first.memory * factor)}),
    ...(first.time !== undefined && {time: Math.round(first.time * factor)}),
  };
}
