// Means over sets with bootstrap intervals: by method, as differences from the model, and by stratum.
import {type BootstrapOptions, bootstrapMean} from './bootstrap.ts';
import {
  type MethodScores,
  MODEL_METHOD,
  type ScoreDifference,
  type ScoreEstimates,
  type SetScore,
  type Stratification,
  type StratumScores,
} from './score-results.ts';
import {partScores} from './strata.ts';

export interface SummaryOptions {
  /** Level that q-values are held against. */
  significance: number;
  topK: readonly number[];
  bootstrap: BootstrapOptions;
}

/** Scores of one method, one for each set, the sets in the same order for all methods. */
export interface ScoredMethod {
  method: string;
  scores: SetScore[];
}

/** A score of a set as a number, NaN where the set has none. */
type ReadScore = (score: SetScore) => number;

/** Means of all scores for each method. */
export function summarizeMethods(
  methods: readonly ScoredMethod[],
  options: SummaryOptions,
): MethodScores[] {
  const readers = {...headlineReaders(options), ...rankingReaders()};
  return methods.map(({method, scores}) => ({
    method,
    significantSets: {
      vocabulary: scores.filter(score => score.qValue < options.significance).length,
      proteinCoding: scores.filter(score => (score.proteinCodingQValue ?? 1) < options.significance)
        .length,
    },
    setsWithoutGenes: scores.filter(score => score.generated === 0).length,
    scores: estimateAll(readers, read => scores.map(read), options),
  }));
}

/** The model less each other method, set by set. */
export function summarizeDifferences(
  methods: readonly ScoredMethod[],
  options: SummaryOptions,
): ScoreDifference[] {
  const model = methods.find(({method}) => method === MODEL_METHOD);
  if (!model) throw new Error(`No method is named "${MODEL_METHOD}": nothing to compare with.`);
  const readers = {...headlineReaders(options), ...rankingReaders()};
  return methods
    .filter(({method}) => method !== MODEL_METHOD)
    .map(({method, scores}) => {
      const subtract = (read: ReadScore) =>
        model.scores.map((score, i) => read(score) - read(scores[i]));
      return {baseline: method, scores: estimateAll(readers, subtract, options)};
    });
}

/** The headline scores within each stratum; significance is that of the correction over all sets. */
export function summarizeStrata(
  methods: readonly ScoredMethod[],
  by: Stratification['by'],
  options: SummaryOptions,
): Stratification {
  const readers = headlineReaders(options);
  const strata: StratumScores[] = [];
  for (const {method, scores} of methods) {
    for (const [i, part] of partScores(scores, by).entries()) {
      strata[i] ??= {label: part.label, sets: part.scores.length, methods: []};
      const estimates = estimateAll(readers, read => part.scores.map(read), options);
      strata[i].methods.push({method, scores: estimates});
    }
  }
  return {by, strata};
}

function headlineReaders({significance, topK}: SummaryOptions): Record<string, ReadScore> {
  const readers: Record<string, ReadScore> = {
    significant: score => Number(score.qValue < significance),
    significantProteinCoding: score =>
      score.proteinCodingQValue === null
        ? Number.NaN
        : Number(score.proteinCodingQValue < significance),
    recall: score => score.recall,
    precision: score => score.precision,
    averagePrecision: score => score.averagePrecision,
  };
  for (const [i, k] of topK.entries()) readers[`recallAt${k}`] = score => score.recallAt[i];
  return readers;
}

function rankingReaders(): Record<string, ReadScore> {
  return {
    rPrecision: score => score.rPrecision,
    ndcg: score => score.ndcg,
    auroc: score => score.auroc ?? Number.NaN,
  };
}

function estimateAll(
  readers: Record<string, ReadScore>,
  valuesOf: (read: ReadScore) => number[],
  {bootstrap}: SummaryOptions,
): ScoreEstimates {
  return Object.fromEntries(
    Object.entries(readers).map(([name, read]) => {
      const values = valuesOf(read).filter(value => !Number.isNaN(value));
      return [name, bootstrapMean(values, bootstrap)];
    }),
  );
}
