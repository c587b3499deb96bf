// Tells counts from log-normalized and other values, by looking at them.

/**
 * Largest natural logarithm that normalized expression may have: e^20 = 5·10^8 a cell. Values beyond it are no
 * logarithms.
 */
const MAX_LOG = 20;

export type Judgement =
  | 'counts'
  | 'log-normalized'
  | 'negative'
  | 'not finite'
  | 'fractions'
  | 'empty';

/** Whether a value can be a count: a whole number, not negative. */
export function isCount(value: number): boolean {
  return value >= 0 && Number.isInteger(value);
}

/** What values look like; explicit zeros say nothing. */
export function judgeValues(values: Float32Array): Judgement {
  let whole = true;
  let highest = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) return 'not finite';
    if (value < 0) return 'negative';
    whole &&= Number.isInteger(value);
    if (value > highest) highest = value;
  }
  if (highest === 0) return 'empty';
  if (whole) return 'counts';
  return highest <= MAX_LOG ? 'log-normalized' : 'fractions';
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
