// How likely each type is for each cell, by several methods, and what those chances are worth on cells apart from training.
import {fitIsotonic, type IsotonicFit} from '../../stats/isotonic.ts';
import {interpolate} from '../../stats/piecewise.ts';
import {conformalThreshold} from './conformal.ts';

/** Chances of the types of each cell; each row sums to 1. */
export interface TypeChances {
  /** Types. */
  types: number;
  /** Row-major. Shape (cells, types). */
  values: Float64Array;
}

/** What turns a method's chances into honest ones. */
export interface ChanceCalibration {
  /** Chance of the likeliest type → share of the validation cells that have it. */
  chance: IsotonicFit;
  /** 1 − chance that a type of the conformal set has at most; null where all types stay. */
  setThreshold: number | null;
}

/** Cells joined to one rate at least: a rate of fewer would be luck. */
const LEAST_CELLS = 20;

/** The chances of cell `row`. Shape (types). */
export function chancesOf({types, values}: TypeChances, row: number): Float64Array {
  return values.subarray(row * types, (row + 1) * types);
}

/** The likeliest type, the first of equally likely ones. */
export function likeliest(chances: Float64Array): number {
  let best = 0;
  for (let type = 1; type < chances.length; type++) if (chances[type] > chances[best]) best = type;
  return best;
}

/** The mean of several methods' chances by their weights, which sum to 1: a linear opinion pool (Stone 1961). */
export function poolChances(
  methods: readonly TypeChances[],
  weights: readonly number[],
): TypeChances {
  const [{types, values}] = methods;
  const pooled = values.map((_, i) =>
    methods.reduce((sum, each, method) => sum + weights[method] * each.values[i], 0),
  );
  return {types, values: pooled};
}

/** A method of less weight has no say: it moves no chance by a hundredth. */
export const LEAST_WEIGHT = 0.01;

/** The weights with 0 in place of those below `LEAST_WEIGHT`; they sum to 1. */
export function dropWeightless(weights: readonly number[]): number[] {
  const kept = weights.map(weight => (weight < LEAST_WEIGHT ? 0 : weight));
  if (kept.every((weight, method) => weight === weights[method])) return kept;
  const sum = kept.reduce((a, b) => a + b, 0);
  return kept.map(weight => weight / sum);
}

/** Rounds of the fit; it comes ever nearer to the best weights, and those few decide nothing by their last digits. */
const ROUNDS = 50;

/**
 * The weights under which the true types of validation cells are likeliest, by expectation maximisation from equal ones
 * (Dempster, Laird & Rubin 1977). A method that knows nothing gets next to none. Shape (methods).
 */
export function fitPoolWeights(
  methods: readonly TypeChances[],
  labels: ArrayLike<number>,
): number[] {
  const cells = Array.from({length: labels.length}, (_, cell) =>
    methods.map(each => chancesOf(each, cell)[labels[cell]]),
  );
  let weights = methods.map(() => 1 / methods.length);
  for (let round = 0; round < ROUNDS; round++) {
    const shares = methods.map(() => 0);
    for (const chances of cells) {
      const whole = chances.reduce((sum, chance, method) => sum + weights[method] * chance, 0);
      for (const [method, chance] of chances.entries()) {
        // A cell that all methods miss speaks for none.
        shares[method] += whole > 0 ? (weights[method] * chance) / whole : weights[method];
      }
    }
    weights = shares.map(share => share / Math.max(1, cells.length));
  }
  return labels.length === 0 ? methods.map(() => 1 / methods.length) : weights;
}

/**
 * Fits both parts on validation cells and their true types. The conformal threshold looks at the method's own chances: to
 * pass them through the fit first would use the cells twice.
 */
export function calibrateChances(
  chances: TypeChances,
  labels: ArrayLike<number>,
  level: number,
): ChanceCalibration {
  const rows = Array.from({length: labels.length}, (_, row) => chancesOf(chances, row));
  const best = rows.map(likeliest);
  const highest = rows.map((row, cell) => row[best[cell]]);
  const right = best.map((type, cell) => Number(type === labels[cell]));
  const strangeness = rows.map((row, cell) => 1 - row[labels[cell]]);
  const threshold = conformalThreshold(strangeness, level);
  return {
    chance: fitIsotonic(highest, right, LEAST_CELLS),
    setThreshold: Number.isFinite(threshold) ? threshold : null,
  };
}

/** What a chance of the likeliest type is worth. */
export function calibrated({chance: {expected, observed}}: ChanceCalibration, chance: number) {
  return expected.length === 0 ? chance : interpolate(expected, observed, chance);
}
