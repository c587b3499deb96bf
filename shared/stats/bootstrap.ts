// Percentile bootstrap of a mean or any other statistic (Efron & Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13).
import {createRandom} from './random.ts';

export interface BootstrapOptions {
  /** Number of resamples; 0 gives no interval. */
  resamples: number;
  seed: number;
  /** Share of resampled means inside the interval. */
  level: number;
}

export type Interval = [low: number, high: number];

/** A score and its interval, null where it cannot be computed. */
export interface Estimate {
  value: number | null;
  interval: Interval | null;
}

/** A score that is NaN where it cannot be computed, with its interval. */
export function toEstimate(value: number, interval: Interval | undefined): Estimate {
  return {value: Number.isNaN(value) ? null : value, interval: interval ?? null};
}

/** Share of resampled scores inside an interval, as all stages that score state it. */
export const INTERVAL_LEVEL = 0.95;

/** Both ends of the interval of the mean of the values, shape (n), NaN for those without one; undefined for none. */
export type Bootstrap = (values: Float64Array) => Interval | undefined;

/**
 * Draws resamples of n rows once, for any number of columns of values: their intervals are paired, and a column costs
 * n multiplications a resample.
 */
export function createBootstrap(n: number, {resamples, seed, level}: BootstrapOptions): Bootstrap {
  const draws = drawResamples(n, resamples, seed);
  return values => {
    const means = resampledMeans(values, draws, resamples).sort();
    if (means.length === 0) return undefined;
    return [quantile(means, (1 - level) / 2), quantile(means, (1 + level) / 2)];
  };
}

/** The interval of a rate, Σ hits / Σ count over groups of unequal size, by resampling groups; undefined for none. */
export function bootstrapRate(
  groups: readonly {hits: number; count: number}[],
  options: BootstrapOptions,
): Interval | undefined {
  return bootstrapOf(groups.length, options, draws => {
    let hits = 0;
    let count = 0;
    for (const [i, group] of groups.entries()) {
      hits += draws[i] * group.hits;
      count += draws[i] * group.count;
    }
    return hits / count;
  });
}

/**
 * The interval of any statistic of n items, given how often each was drawn, shape (n); resamples for which it is NaN
 * are left out. Undefined without resamples.
 */
export function bootstrapOf(
  n: number,
  {resamples, seed, level}: BootstrapOptions,
  statistic: (draws: Uint16Array) => number,
): Interval | undefined {
  const draws = drawResamples(n, resamples, seed);
  const values = Float64Array.from({length: resamples}, (_, resample) =>
    statistic(draws.subarray(resample * n, (resample + 1) * n)),
  )
    .filter(value => !Number.isNaN(value))
    .sort();
  if (values.length === 0) return undefined;
  return [quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2)];
}

/**
 * The interval of the plain mean of groups' means; values are drawn within each group, so that a small one never goes
 * missing. `groups`: values of each, none empty. Undefined without resamples.
 */
export function bootstrapGroupMeans(
  groups: readonly Float64Array[],
  {resamples, seed, level}: BootstrapOptions,
): Interval | undefined {
  const sums = new Float64Array(resamples);
  for (const [group, values] of groups.entries()) {
    const random = createRandom(seed, group);
    for (let resample = 0; resample < resamples; resample++) {
      let sum = 0;
      for (let draw = 0; draw < values.length; draw++) sum += values[random.int(values.length)];
      sums[resample] += sum / values.length;
    }
  }
  if (resamples === 0 || groups.length === 0) return undefined;
  const means = sums.map(sum => sum / groups.length).sort();
  return [quantile(means, (1 - level) / 2), quantile(means, (1 + level) / 2)];
}

/** Mean of the values that are no NaN; NaN where there are none. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

/** Quantile of ascending values by linear interpolation between neighbours (type 7 of Hyndman & Fan, R's default). */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  const position = (ascending.length - 1) * share;
  const below = Math.floor(position);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (position - below) * (ascending[above] - ascending[below]);
}

/** How often each row is drawn in each resample. Shape (resamples, n), row-major. */
function drawResamples(n: number, resamples: number, seed: number): Uint16Array {
  const random = createRandom(seed);
  const counts = new Uint16Array(resamples * n);
  for (let resample = 0; resample < resamples; resample++) {
    for (let draw = 0; draw < n; draw++) counts[resample * n + random.int(n)]++;
  }
  return counts;
}

/** Means of those resamples that hold a value. */
function resampledMeans(values: Float64Array, draws: Uint16Array, resamples: number): Float64Array {
  const n = values.length;
  const present = Float64Array.from(values, value => Number(!Number.isNaN(value)));
  const filled = values.map(value => (Number.isNaN(value) ? 0 : value));
  const complete = present.every(one => one === 1);
  const means: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    const from = resample * n;
    let sum = 0;
    for (let row = 0; row < n; row++) sum += draws[from + row] * filled[row];
    let count = complete ? n : 0;
    if (!complete) for (let row = 0; row < n; row++) count += draws[from + row] * present[row];
    if (count > 0) means.push(sum / count);
  }
  return Float64Array.from(means);
}
