// Counts and progress in the words of the terminal.
import {durationText} from '../../text/amount-text.ts';
import {amountText} from '../../text/number-text.ts';
import type {Progress} from '../stage-contract.ts';
import type {Manifest} from '../store/manifest.ts';

/** Counts a line shows at most; the manifest has them all. */
const SHOWN_COUNTS = 4;

/** `1,234 sets, 20,000 genes`; outputs that count the same are named: `training 900 sets, test 100 sets`. */
export function showCounts({outputs}: Pick<Manifest, 'outputs'>): string {
  const counted = Object.entries(outputs).filter(([, {counts}]) => Object.keys(counts).length > 0);
  const leading = counted.map(([port, {counts}]) => ({port, name: Object.keys(counts)[0], counts}));
  const alike = leading.filter(({name}) => leading.filter(other => other.name === name).length > 1);
  const shown =
    alike.length > 1
      ? alike.map(({port, name, counts}) => `${port} ${showCount(counts[name], name)}`)
      : [...new Map(counted.flatMap(([, {counts}]) => Object.entries(counts)))].map(
          ([name, count]) => showCount(count, name),
        );
  return shown.slice(0, SHOWN_COUNTS).join(', ');
}

function showCount(count: number, name: string): string {
  return `${amountText(count)} ${name}`;
}

/** What stands still for longer is shown with the time since it came, in seconds. */
const STILL_SECONDS = 1.5;

/** `reads training, for 12 s`: what a stage does or did last, with the time since where nothing came after it. */
export function showSince(last: string, seconds: number): string {
  if (last === '' || seconds < STILL_SECONDS) return last;
  return `${last}, for ${durationText(Math.round(seconds))}`;
}

/** Speed and time left of a progress, from when it was first seen. */
export function showPace(progress: Progress, elapsedSeconds: number, doneAtFirst: number): string {
  const made = progress.done - doneAtFirst;
  if (elapsedSeconds < 1 || made <= 0) return '';
  const rate = made / elapsedSeconds;
  const left = (progress.total - progress.done) / rate;
  const digits = rate < 10 ? 1 : 0;
  const speed = `${rate.toLocaleString('en', {maximumFractionDigits: digits})} ${progress.unit}/s`;
  return progress.done < progress.total ? `${speed}, ${durationText(left)} left` : speed;
}

/** `1,000/20,000 sets`. */
export function showDone({done, total, unit}: Progress): string {
  return `${amountText(done)}/${amountText(total)} ${unit}`;
}
