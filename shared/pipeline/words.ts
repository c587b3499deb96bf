// Numbers, durations and counts in the words of the terminal.
import type {Manifest} from './manifest.ts';
import type {Progress} from './stage.ts';

/** `0.4 s`, `41 s`, `3 min 20 s`, `2 h 5 min`. */
export function showSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

/** `512 B`, `3.4 MB`: decimal units. */
export function showBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** `1,234 sets, 20,000 genes`: the counts of all outputs, each name once. */
export function showCounts(manifest: Manifest): string {
  const counts = new Map<string, number>();
  for (const output of Object.values(manifest.outputs)) {
    for (const [name, count] of Object.entries(output.counts)) {
      if (!counts.has(name)) counts.set(name, count);
    }
  }
  return [...counts].map(([name, count]) => `${count.toLocaleString('en')} ${name}`).join(', ');
}

/** Speed and time left of a progress, from when it was first seen. */
export function showPace(progress: Progress, elapsedSeconds: number, doneAtFirst: number): string {
  const made = progress.done - doneAtFirst;
  if (elapsedSeconds < 1 || made <= 0) return '';
  const rate = made / elapsedSeconds;
  const left = (progress.total - progress.done) / rate;
  const digits = rate < 10 ? 1 : 0;
  const speed = `${rate.toLocaleString('en', {maximumFractionDigits: digits})} ${progress.unit}/s`;
  return progress.done < progress.total ? `${speed}, ${showSeconds(left)} left` : speed;
}

/** `1,000/20,000 sets`. */
export function showDone({done, total, unit}: Progress): string {
  return `${done.toLocaleString('en')}/${total.toLocaleString('en')} ${unit}`;
}
