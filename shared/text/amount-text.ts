// Durations and sizes as a reader sees them.
import humanizeDuration from 'humanize-duration';
import prettyBytes from 'pretty-bytes';

const inWords = humanizeDuration.humanizer({
  language: 'symbols',
  languages: {symbols: {d: () => 'd', h: () => 'h', m: () => 'min', s: () => 's'}},
  units: ['d', 'h', 'm', 's'],
  largest: 2,
  spacer: ' ',
  delimiter: ' ',
});

/** Below this many seconds a tenth is shown. */
const FEW_SECONDS = 9.95;

/** Seconds in the two largest units: `0.4 s`, `41 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  return inWords(1000 * seconds, seconds < FEW_SECONDS ? {maxDecimalPoints: 1} : {round: true});
}

/** Bytes with three digits in decimal units: `512 B`, `3.4 MB`. */
export function bytesText(bytes: number): string {
  return prettyBytes(bytes);
}
