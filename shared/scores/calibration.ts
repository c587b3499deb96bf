// Whether chances come true: predicted against actual rates in bins of equally many predictions (DeGroot & Fienberg 1983),
// and the expected calibration error over them (Naeini, Cooper & Hauskrecht 2015).
import {type BootstrapOptions, bootstrapRate} from '../stats/bootstrap.ts';
import type {Interval} from './score-results.ts';
import {LEAST_SETS} from './summarize-scores.ts';

/** One named gene: the chance it was given of being hidden, and whether it was. */
export interface Outcome {
  setId: number;
  /** Predicted, 0..1. */
  chance: number;
  hit: boolean;
}

export interface OutcomeBin {
  count: number;
  /** Gene sets that the outcomes are of. */
  sets: number;
  hits: number;
  /** Mean of the predicted chances; 0 of none. */
  predicted: number;
  /** Hits as a share of the count; 0 of none. */
  actual: number;
  /** Of the actual rate, by resampling sets, as genes of a set are hit together; null for fewer than ten sets. */
  interval: Interval | null;
}

/** A completion with the chances of its named genes. */
export interface ChancedCompletion {
  setId: number;
  /** Tokens. */
  heldOutGenes: readonly number[];
  generatedGenes: readonly number[];
  /** One for each named gene, 0..1; empty where the method gives none. */
  generatedChances: readonly number[];
}

/** Every named gene that was given a chance, in the completions' order. */
export function outcomesOf(completions: Iterable<ChancedCompletion>): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const {setId, heldOutGenes, generatedGenes, generatedChances} of completions) {
    const hidden = new Set(heldOutGenes);
    for (const [i, chance] of generatedChances.entries()) {
      outcomes.push({setId, chance, hit: hidden.has(generatedGenes[i])});
    }
  }
  return outcomes;
}

/**
 * Cuts the outcomes, by ascending chance, into at most `bins` bins of equally many; equal chances are never parted, so
 * that bins may be fewer and unequal.
 */
export function equalCountBins(
  outcomes: readonly Outcome[],
  bins: number,
  bootstrap: BootstrapOptions,
): OutcomeBin[] {
  const sorted = outcomes.toSorted((a, b) => a.chance - b.chance);
  const cut: OutcomeBin[] = [];
  let from = 0;
  for (let bin = 1; bin <= bins; bin++) {
    let to = Math.max(from, Math.round((bin * sorted.length) / bins));
    while (to > from && to < sorted.length && sorted[to].chance === sorted[to - 1].chance) to++;
    if (to > from) cut.push(toBin(sorted.slice(from, to), bootstrap));
    from = to;
  }
  return cut;
}

/** Outcomes counted in bands, each from its bound up to, but without, the bound before it; bounds descend to 0. */
export function countBands(
  outcomes: readonly Outcome[],
  bounds: readonly number[],
  bootstrap: BootstrapOptions,
): OutcomeBin[] {
  return bounds.map((from, i) => {
    const inside = ({chance}: Outcome) => chance >= from && (i === 0 || chance < bounds[i - 1]);
    return toBin(outcomes.filter(inside), bootstrap);
  });
}

/** All outcomes as one bin. */
export function toBin(outcomes: readonly Outcome[], bootstrap: BootstrapOptions): OutcomeBin {
  const count = outcomes.length;
  const hits = outcomes.filter(({hit}) => hit).length;
  const sum = outcomes.reduce((total, {chance}) => total + chance, 0);
  const bySet = new Map<number, {hits: number; count: number}>();
  for (const {setId, hit} of outcomes) {
    const own = bySet.get(setId) ?? {hits: 0, count: 0};
    bySet.set(setId, {hits: own.hits + Number(hit), count: own.count + 1});
  }
  const parts = [...bySet.values()];
  const interval = bySet.size >= LEAST_SETS ? bootstrapRate(parts, bootstrap) : undefined;
  return {
    ...{count, sets: bySet.size, hits},
    predicted: sum / Math.max(1, count),
    actual: hits / Math.max(1, count),
    interval: interval ?? null,
  };
}

/** Bins of a calibration error over all named genes. */
export const CALIBRATION_BINS = 15;

/** Mean distance of predicted and actual rate over all outcomes of the bins, 0..1; 0 of none. */
export function expectedCalibrationError(
  bins: readonly Pick<OutcomeBin, 'count' | 'predicted' | 'actual'>[],
): number {
  const total = bins.reduce((sum, {count}) => sum + count, 0);
  const distance = bins.reduce(
    (sum, {count, predicted, actual}) => sum + count * Math.abs(predicted - actual),
    0,
  );
  return total === 0 ? 0 : distance / total;
}
