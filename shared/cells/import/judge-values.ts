// Tells counts from log-normalized and other values, by looking at them.

/**
 * Largest natural logarithm that normalized expression may have: e^20 = 5·10^8 a cell. Values beyond it are no
 * logarithms.
 */
const MAX_LOG = 20;

/** Highest whole number that no other one is rounded to in 32 bits; no gene of a cell has so many molecules. */
const MAX_COUNT = 2 ** 24 - 1;
/** Share of whole numbers among fractions from which they are counts of which something was taken away. */
const WHOLE_SHARE = 0.1;
/** So many values that are all 1 are no counts: it says that a gene is there. */
const PRESENCE_VALUES = 1000;

export type Judgement =
  | 'counts'
  | 'log-normalized'
  | 'presence'
  | 'too high'
  | 'negative'
  | 'not finite'
  | 'corrected'
  | 'fractions'
  | 'empty';

/** Whether a value can be a count: a whole number, not negative, not beyond what is stored exactly. */
export function isCount(value: number): boolean {
  return value >= 0 && value <= MAX_COUNT && Number.isInteger(value);
}

/** What values look like; explicit zeros say nothing. */
export function judgeValues(values: Float32Array): Judgement {
  let [whole, stored, highest] = [0, 0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) return 'not finite';
    if (value < 0) return 'negative';
    if (value === 0) continue;
    stored++;
    if (Number.isInteger(value)) whole++;
    if (value > highest) highest = value;
  }
  if (stored === 0) return 'empty';
  if (whole === stored) return judgeWhole(highest, stored);
  const canBeLogs = highest <= MAX_LOG;
  const isMixed = whole >= WHOLE_SHARE * stored;
  if (isMixed && !(canBeLogs && areLogsOfCounts(values))) return 'corrected';
  return canBeLogs ? 'log-normalized' : 'fractions';
}

function judgeWhole(highest: number, stored: number): Judgement {
  if (highest > MAX_COUNT) return 'too high';
  return highest === 1 && stored >= PRESENCE_VALUES ? 'presence' : 'counts';
}

/** Whether these are logarithms to base 2 of 1 + whole numbers: every 1 is whole there, too. */
function areLogsOfCounts(values: Float32Array): boolean {
  return values.every(value => {
    const count = 2 ** value - 1;
    return Math.abs(count - Math.round(count)) <= 1e-5 * (1 + count);
  });
}

/** Index of the first value that is no count, or -1. */
export function findNoCount(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!isCount(values[i])) return i;
  return -1;
}

/** Index of the first value that is no logarithm of 1 + expression, or -1. */
export function findNoLog(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] >= 0 && values[i] <= MAX_LOG)) return i;
  }
  return -1;
}
