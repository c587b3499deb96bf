// What calibration says in words: whether chances can be taken literally, and which of them are worth much.
import type {OutcomeBin} from '../scores/calibration.ts';
import {expectedCalibrationError} from '../scores/calibration.ts';
import {countText, finePercentText, percentText, scoreText} from '../text/number-text.ts';
import {joinWords} from './method-names.ts';

/** Mean errors up to these are called small and middling: a reader rounds chances to tens of percent. */
const SMALL_ERROR = 0.03;
const MIDDLING_ERROR = 0.1;

/** Lower ends of the bands of chances. */
export const BANDS: readonly number[] = [0.8, 0.5, 0.2, 0.05, 0];

/** "The chances can be taken literally: …": the verdict, the expected calibration error, and the side it is on. */
export function calibrationSentence(bins: readonly OutcomeBin[], all: OutcomeBin): string {
  const error = expectedCalibrationError(bins);
  const verdict =
    error <= SMALL_ERROR
      ? 'The chances can be taken literally'
      : error <= MIDDLING_ERROR
        ? 'The chances are a rough guide'
        : 'The chances should not be taken literally';
  return `${verdict}: on average they are ${(error * 100).toFixed(1)} points off (expected calibration error ${scoreText(error)}, over ${countText(all.count)} named genes of ${countText(all.sets)} sets)${sideText(error, all)}.`;
}

/** Where most of the error is on one side, which. */
function sideText(error: number, {predicted, actual}: OutcomeBin): string {
  const bias = predicted - actual;
  if (Math.abs(bias) < 0.5 * error || Math.abs(bias) < 0.005) return '';
  const points = `${(Math.abs(bias) * 100).toFixed(1)} points`;
  return bias > 0 ? `, on the whole too high by ${points}` : `, on the whole too low by ${points}`;
}

/** "Of the 1,234 genes named with a chance of 80 % or more, 83 % were hidden ones; …", for the ends of the bands. */
export function bandSentence(bands: readonly OutcomeBin[]): string {
  const [high] = bands.map((bin, i) => ({...bin, from: BANDS[i]})).filter(({count}) => count > 0);
  const lowest = bands.at(-1);
  if (!high || !lowest) return '';
  const top = `Of the ${countText(high.count)} genes named with a chance of ${percentText(high.from)} or more, ${percentText(high.actual)} were hidden ones`;
  const below = percentText(BANDS.at(-2)!);
  const tail =
    lowest.count > 0 && high.from > 0
      ? `; of the ${countText(lowest.count)} named with less than ${below}, ${finePercentText(lowest.actual)}`
      : '';
  return `${top}${tail}.`;
}

/** Chances of some gene sets, as one bin. */
export interface ChanceGroup {
  label: string;
  bin: OutcomeBin;
}

/** Where chances are higher or lower than what came true by more than the interval leaves open; nothing where nowhere. */
export function exceptionSentence(groups: readonly ChanceGroup[]): string {
  const where = ({label, bin}: ChanceGroup) =>
    `${label} (stated ${finePercentText(bin.predicted)}, true ${finePercentText(bin.actual)})`;
  const high = groups.filter(({bin}) => bin.interval !== null && bin.predicted > bin.interval[1]);
  const low = groups.filter(({bin}) => bin.interval !== null && bin.predicted < bin.interval[0]);
  const said = [
    high.length > 0 &&
      `Trust them less with ${joinWords(high.map(where))}: there they are too high.`,
    low.length > 0 &&
      `With ${joinWords(low.map(where))} they are too low, so trust them more there.`,
  ];
  return said.filter(Boolean).join(' ');
}

/** "80 % or more", "50–80 %", "less than 5 %". */
export function bandLabel(band: number): string {
  const from = BANDS[band];
  if (band === 0) return `${percentText(from)} or more`;
  const below = percentText(BANDS[band - 1]);
  return from === 0 ? `less than ${below}` : `${(from * 100).toFixed(0)}–${below}`;
}
