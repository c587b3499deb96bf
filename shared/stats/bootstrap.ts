// Percentile bootstrap of a mean (Efron & Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13).
import {createRandom} from './random.ts';

export interface BootstrapOptions {
  /** Number of resamples; 0 gives no interval. */
  resamples: number;
  /** The same seed resamples the same rows, which pairs the intervals of several methods. */
  seed: number;
  /** Share of resampled means inside the interval. */
  level?: number;
}

/** A mean with the ends of its interval; they are null where there is nothing to resample. */
export interface Estimate {
  /** NaN is never given: an empty sample is null. */
  value: number | null;
  low: number | null;
  high: number | null;
}

/** Mean of the values, shape (n), with a percentile interval, by default at 95 %. */
export function bootstrapMean(
  values: ArrayLike<number>,
  {resamples, seed, level = 0.95}: BootstrapOptions,
): Estimate {
  const count = values.length;
  if (count === 0) return {value: null, low: null, high: null};
  const value = mean(values);
  if (resamples === 0) return {value, low: null, high: null};
  const means = resampledMeans(Float64Array.from(values), resamples, seed).sort();
  return {
    value,
    low: quantile(means, (1 - level) / 2),
    high: quantile(means, (1 + level) / 2),
  };
}

/** Arithmetic mean, NaN for no values. */
function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Quantile of ascending values by linear interpolation between neighbours (type 7 of Hyndman & Fan, R's default). */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  const position = (ascending.length - 1) * share;
  const below = Math.floor(position);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (position - below) * (ascending[above] - ascending[below]);
}

function resampledMeans(values: Float64Array, resamples: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw++) sum += values[random.int(values.length)];
    means[resample] = sum / values.length;
  }
  return means;
}
