// Means over sets with bootstrap intervals: by method, by stratum, and as differences from a reference method.
// The seeds of a set are averaged first, so that a resample draws whole sets.
import {type Bootstrap, meanOf} from '../stats/bootstrap.ts';
import {medianOf} from '../stats/likeness.ts';
import {
  MEDIAN_NAMES,
  type MethodResults,
  SCORE_NAMES,
  type ScoreName,
  type ScoreSummary,
  type SetScore,
} from './score-results.ts';
import {partSets, type Strata} from './strata.ts';

export interface SummaryOptions {
  /** Level that q-values are held against. */
  significance: number;
  /** The bootstrap of so many sets. */
  bootstrapOf: (sets: number) => Bootstrap;
}

/** Scores of one method under one protocol: for each seed those of all sets, in one order everywhere. */
export interface ScoredMethod {
  method: string;
  seeds: readonly (readonly SetScore[])[];
}

/** For each score its values by set, means over seeds, NaN where a set has none. Shapes (sets). */
type Columns = Record<ScoreName, Float64Array>;

/** Means over fewer sets carry no interval: resampling a handful says nothing of the rest. */
export const LEAST_SETS = 10;

/** Given as numbers of sets, not as shares. */
const COUNTED: readonly ScoreName[] = ['significant', 'significantBeyondPopularity'];

/** Summarizes the methods of one protocol. */
export class Summarizer {
  readonly #options: SummaryOptions;
  readonly #strata: Strata;

  /** `sets`: the scores of any one method and seed, for the sets' properties. */
  constructor(sets: readonly SetScore[], options: SummaryOptions) {
    this.#options = options;
    this.#strata = partSets(sets);
  }

  /** Means over all sets and over every stratum. */
  summarize({seeds}: ScoredMethod): MethodResults {
    const columns = averageSeeds(seeds, this.#options.significance);
    const {jaccard, sizes, libraries} = this.#strata;
    const without = seeds.map(scores => scores.filter(score => score.generated === 0).length);
    return {
      ...this.#over(columns, undefined),
      setsWithoutGenes: without.reduce((sum, count) => sum + count, 0) / seeds.length,
      strata: jaccard.map(({jaccard, rows}) => ({jaccard, ...this.#over(columns, rows)})),
      sizes: sizes.map(({size, rows}) => ({size, ...this.#over(columns, rows)})),
      libraries: libraries.map(({library, rows}) => ({library, ...this.#over(columns, rows)})),
    };
  }

  /** A method less the reference, set by set. */
  subtract(method: ScoredMethod, reference: ScoredMethod): ScoreSummary {
    const [own, other] = [method, reference].map(({seeds}) =>
      averageSeeds(seeds, this.#options.significance),
    );
    const difference = mapScores(name => own[name].map((value, row) => value - other[name][row]));
    return this.#over(difference, undefined);
  }

  #over(columns: Columns, rows: readonly number[] | undefined): ScoreSummary {
    const chosen = mapScores(name =>
      rows ? Float64Array.from(rows, row => columns[name][row]) : columns[name],
    );
    const sets = chosen.recall.length;
    const intervals: ScoreSummary['intervals'] = {};
    const bootstrap = sets >= LEAST_SETS ? this.#options.bootstrapOf(sets) : undefined;
    const means = mapScores(name => {
      const inUnit = (mean: number) => (COUNTED.includes(name) ? toCount(mean, sets) : mean);
      const interval = bootstrap?.(chosen[name]);
      if (interval) intervals[name] = [inUnit(interval[0]), inUnit(interval[1])];
      const mean = inUnit(meanOf(chosen[name]));
      return Number.isNaN(mean) ? null : mean;
    });
    return {sets, ...means, medians: mediansOf(chosen), intervals};
  }
}

/** Medians over the sets that have the score. */
function mediansOf(columns: Columns): ScoreSummary['medians'] {
  const entries = MEDIAN_NAMES.map(name => {
    const values = [...columns[name]].filter(value => !Number.isNaN(value));
    return [name, values.length > 0 ? medianOf(values) : null];
  });
  return Object.fromEntries(entries);
}

/** A share of sets as their number: a whole one, or with seeds a fraction, without the crumbs of its sums. */
function toCount(share: number, sets: number): number {
  return sets === 0 ? 0 : Math.round(share * sets * 1e6) / 1e6;
}

/** Values of every score by set, each the mean over the seeds that have one. */
function averageSeeds(seeds: ScoredMethod['seeds'], significance: number): Columns {
  const sets = seeds[0].length;
  return mapScores(name => {
    const read = readerOf(name, significance);
    const sums = new Float64Array(sets);
    const counts = new Float64Array(sets);
    for (const scores of seeds) {
      for (let set = 0; set < sets; set++) {
        const value = read(scores[set]);
        if (Number.isNaN(value)) continue;
        sums[set] += value;
        counts[set]++;
      }
    }
    return sums.map((sum, set) => sum / counts[set]);
  });
}

function readerOf(name: ScoreName, significance: number): (score: SetScore) => number {
  if (name === 'significant') return score => Number(score.qValue <= significance);
  if (name === 'significantBeyondPopularity') {
    return score => Number(score.popularityQValue <= significance);
  }
  return score => score[name] ?? Number.NaN;
}

function mapScores<T>(map: (name: ScoreName) => T): Record<ScoreName, T> {
  return Object.fromEntries(SCORE_NAMES.map(name => [name, map(name)])) as Record<ScoreName, T>;
}
