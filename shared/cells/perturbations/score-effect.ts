// How a predicted response agrees with the real one, gene by gene: sizes, directions, and which genes change.
import {pearson} from '../../stats/correlation.ts';
import {type ColumnMoments, welchErrors} from '../../stats/two-samples/welch.ts';

/** What changes between control cells and others. */
export interface Effect {
  /** Difference of mean log10(1 + expression): the log-fold change. Shape (genes). */
  change: Float64Array;
  /** Change in units of its standard error plus a constant (Tusher et al. 2001, PNAS 98:5116). Shape (genes). */
  statistic: Float64Array;
}

/** `steady` is added to every standard error: without it a gene that no cell varies in would rank first. */
export function effectBetween(
  control: ColumnMoments,
  other: ColumnMoments,
  steady: number,
): Effect {
  const change = other.means.map((mean, gene) => mean - control.means[gene]);
  return withStatistic(change, welchErrors(control, other), steady);
}

/** The effect of a shift of every control cell. */
export function effectOfShift(control: ColumnMoments, shift: Float64Array, steady: number): Effect {
  return withStatistic(shift, welchErrors(control, control), steady);
}

function withStatistic(change: Float64Array, errors: Float64Array, steady: number): Effect {
  return {change, statistic: change.map((value, gene) => value / (errors[gene] + steady))};
}

export interface EffectScores {
  /** Pearson's r of the log-fold changes over all genes; NaN where one side is constant. */
  pearson: number;
  /** The same over the genes that change most. */
  pearsonChanged: number;
  /** Share of the genes that change most whose predicted change has the right sign. */
  direction: number;
  /** Σ predicted · real / Σ real² over the genes that change most: 1 for the full size, 0 for no change. */
  slope: number;
  /** For each k: share of the k genes of the largest real statistic among the k of the largest predicted one. */
  recovery: number[];
}

/** Scores of a predicted effect; `changedGenes` genes of the largest real change, `recoverAt`: the k, ascending. */
export function scoreEffect(
  predicted: Effect,
  real: Effect,
  {changedGenes, recoverAt}: {changedGenes: number; recoverAt: readonly number[]},
): EffectScores {
  const changed = largest(real.change, changedGenes);
  const ours = changed.map(gene => predicted.change[gene]);
  const theirs = changed.map(gene => real.change[gene]);
  const right = ours.filter((change, i) => Math.sign(change) === Math.sign(theirs[i])).length;
  const most = Math.max(...recoverAt);
  const [named, true_] = [predicted, real].map(({statistic}) => largest(statistic, most));
  return {
    pearson: pearson(predicted.change, real.change),
    pearsonChanged: pearson(ours, theirs),
    direction: right / changed.length,
    slope: product(ours, theirs) / product(theirs, theirs),
    recovery: recoverAt.map(k => recovered(named.slice(0, k), true_.slice(0, k))),
  };
}

function recovered(named: readonly number[], real: readonly number[]): number {
  const wanted = new Set(real);
  return named.filter(gene => wanted.has(gene)).length / real.length;
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** Places of the values of the largest size, largest first, the first of equal ones; none that is 0. */
export function largest(values: Float64Array, count: number): number[] {
  const places: number[] = [];
  const sizes: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (!(size > 0) || (sizes.length === count && size <= sizes[count - 1])) continue;
    let place = sizes.length;
    while (place > 0 && sizes[place - 1] < size) place--;
    sizes.splice(place, 0, size);
    places.splice(place, 0, i);
    if (sizes.length > count) {
      sizes.pop();
      places.pop();
    }
  }
  return places;
}
