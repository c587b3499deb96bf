// What the scoring of completions gives: one row for each set and method, and the summary over all sets.
import type {Estimate} from './bootstrap.ts';

/** Which genes an overlap test could have drawn: all of the vocabulary, or its protein-coding genes. */
type BackgroundName = 'vocabulary' | 'proteinCoding';

/** Name of the method under test in rows and results; all other methods are baselines. */
export const MODEL_METHOD = 'model';

/** Scores of one method on one set. Counts are genes, scores 0..1. */
export interface SetScore {
  setId: number;
  library: string;
  method: string;
  /** Genes of the whole set, shown and held out. */
  setSize: number;
  heldOut: number;
  generated: number;
  /** Held-out genes among the generated. */
  hits: number;
  recall: number;
  /** 0 where nothing was generated. */
  precision: number;
  /** Recall among the first k of the ranking, for each k of the results' `topK`. */
  recallAt: number[];
  rPrecision: number;
  averagePrecision: number;
  ndcg: number;
  /** Null where every candidate was held out. */
  auroc: number | null;
  /** Highest Jaccard similarity of the whole set to any training set. */
  maxJaccard: number;
  pValue: number;
  log10PValue: number;
  qValue: number;
  proteinCodingHeldOut: number;
  proteinCodingGenerated: number;
  proteinCodingHits: number;
  /** Null, as its companions, where no held-out gene is protein-coding: the set is not tested there. */
  proteinCodingPValue: number | null;
  proteinCodingLog10PValue: number | null;
  proteinCodingQValue: number | null;
}

/** Means over sets by name of the score; `significant` and `significantProteinCoding` are shares of sets. */
export type ScoreEstimates = Record<string, Estimate>;

export interface MethodScores {
  method: string;
  /** Sets with q below the significance level, by background. */
  significantSets: Record<BackgroundName, number>;
  /** Sets for which the method generated no gene. */
  setsWithoutGenes: number;
  scores: ScoreEstimates;
}

/** Mean over sets of the model's score less the baseline's, on the same set; above 0 the model is better. */
export interface ScoreDifference {
  baseline: string;
  scores: ScoreEstimates;
}

export interface StratumScores {
  label: string;
  sets: number;
  methods: {method: string; scores: ScoreEstimates}[];
}

/** The sets parted by one of their properties. */
export interface Stratification {
  by: 'setSize' | 'maxJaccard';
  strata: StratumScores[];
}

export interface ScoreResults {
  /** Level that q-values are held against. */
  significance: number;
  /** The cuts of recall@k. */
  topK: number[];
  bootstrap: {resamples: number; seed: number; level: number};
  sets: {total: number; scored: number; withoutHeldOutGenes: number};
  /** Genes in each background and sets tested in it. */
  backgrounds: Record<BackgroundName, {genes: number; sets: number}>;
  methods: MethodScores[];
  differences: ScoreDifference[];
  stratifications: Stratification[];
}
