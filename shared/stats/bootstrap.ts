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
  return values => intervalOf(resampledMeans(values, draws, resamples), level);
}

/** Bootstraps of any number of rows, the resamples of each number drawn once. */
export function keepBootstraps(options: BootstrapOptions): (n: number) => Bootstrap {
  const known = new Map<number, Bootstrap>();
  return n => {
    const bootstrap = known.get(n) ?? createBootstrap(n, options);
    known.set(n, bootstrap);
    return bootstrap;
  };
}

/** The interval of a rate, Σ hits / Σ count over groups of unequal size, by resampling groups; undefined for none. */
export function bootstrapRate(
  groups: readonly {hits: number; count: number}[],
  {resamples, seed, level}: BootstrapOptions,
): Interval | undefined {
  const draws = drawResamples(groups.length, resamples, seed);
  const sumsOf = (read: (group: (typeof groups)[number]) => number) =>
    sumResamples(Float64Array.from(groups, read), draws, resamples);
  const hits = sumsOf(group => group.hits);
  const counts = sumsOf(group => group.count);
  return intervalOf(
    hits.map((sum, resample) => sum / counts[resample]),
    level,
  );
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
  );
  return intervalOf(values, level);
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
  if (groups.length === 0) return undefined;
  return intervalOf(
    sums.map(sum => sum / groups.length),
    level,
  );
}

/** Both ends of the interval of resampled values, those that are NaN left out; undefined for none. */
function intervalOf(values: Float64Array, level: number): Interval | undefined {
  const ascending = values.filter(value => !Number.isNaN(value)).sort();
  if (ascending.length === 0) return undefined;
  return [quantile(ascending, (1 - level) / 2), quantile(ascending, (1 + level) / 2)];
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

/** Resamples that are summed at a time. */
const TOGETHER = 4;

/** How often each row is drawn in each resample. Shape (resamples, n), row-major; filled up to whole fours by empty ones. */
function drawResamples(n: number, resamples: number, seed: number): Uint16Array {
  const random = createRandom(seed);
  const counts = new Uint16Array(Math.ceil(resamples / TOGETHER) * TOGETHER * n);
  for (let resample = 0; resample < resamples; resample++) {
    for (let draw = 0; draw < n; draw++) counts[resample * n + random.int(n)]++;
  }
  return counts;
}

/** Mean of each resample, NaN for those that hold no value. Shape (resamples). */
function resampledMeans(values: Float64Array, draws: Uint16Array, resamples: number): Float64Array {
  const n = values.length;
  const present = values.map(value => Number(!Number.isNaN(value)));
  const filled = values.map(value => (Number.isNaN(value) ? 0 : value));
  const sums = sumResamples(filled, draws, resamples);
  if (present.every(one => one === 1)) return sums.map(sum => sum / n);
  const counts = sumResamples(present, draws, resamples);
  return sums.map((sum, resample) => sum / counts[resample]);
}

/**
 * Σ draws · value of each resample, shape (resamples). Several at a time, as each sum waits for its last addition before
 * the next: the sums are the same, since each still takes its rows in order.
 */
function sumResamples(values: Float64Array, draws: Uint16Array, resamples: number): Float64Array {
  const n = values.length;
  // Zeros add nothing, and there are many: sets of which a method finds no gene.
  const rows = Int32Array.from(values.keys()).filter(row => values[row] !== 0);
  const kept = Float64Array.from(rows, row => values[row]);
  const sums = new Float64Array(Math.ceil(resamples / TOGETHER) * TOGETHER);
  for (let resample = 0; resample < resamples; resample += TOGETHER) {
    const from = resample * n;
    let [first, second, third, fourth] = [0, 0, 0, 0];
    for (let i = 0; i < rows.length; i++) {
      const at = from + rows[i];
      const value = kept[i];
      first += draws[at] * value;
      second += draws[at + n] * value;
      third += draws[at + 2 * n] * value;
      fourth += draws[at + 3 * n] * value;
    }
    sums.set([first, second, third, fourth], resample);
  }
  return sums.subarray(0, resamples);
}
