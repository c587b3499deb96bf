// What the scoring of completions gives: one row for each method, protocol, seed and set, and the summary over all sets.
import type {ProtocolName} from '../genes/tokens/masking-protocols.ts';
import type {MethodIdentity} from './method-roles.ts';

/** Scores of one method on one set, under one protocol and seed. Counts are genes, scores 0..1. */
export interface SetScore {
  method: string;
  protocol: ProtocolName;
  seed: number;
  setId: number;
  library: string;
  /** Genes of the whole set, shown and held out. */
  setSize: number;
  heldOut: number;
  /** Held-out genes outside the vocabulary: no method can name them. */
  outsideVocabulary: number;
  generated: number;
  /** Held-out genes among the generated. */
  hits: number;
  recall: number;
  /** 0 where nothing was generated. */
  precision: number;
  recallAt10: number;
  recallAt50: number;
  recallAt100: number;
  /** Recall among the first R of the ranking, R held-out genes: R-precision. */
  recallAtR: number;
  averagePrecision: number;
  ndcg: number;
  /** Null where every gene outside the prompt was held out. */
  auroc: number | null;
  /** Highest Jaccard similarity of the whole set to any training set. */
  maxJaccard: number;
  /** Fisher's exact test within the protocol's background; 1 where it holds none of the held-out genes. */
  pValue: number;
  log10PValue: number;
  qValue: number;
  /** Chance of as many hits by genes as popular as the generated ones. */
  popularityPValue: number;
  popularityQValue: number;
}

/** Scores in the order of tables. The first two are counts of sets (means over seeds), the others means over sets. */
export const SCORE_NAMES = [
  'significant',
  'significantBeyondPopularity',
  'recall',
  'precision',
  'recallAt10',
  'recallAt50',
  'recallAt100',
  'recallAtR',
  'averagePrecision',
  'ndcg',
  'auroc',
] as const;
export type ScoreName = (typeof SCORE_NAMES)[number];

/** Scores of which the median over sets is given beside the mean. */
export const MEDIAN_NAMES = ['averagePrecision', 'auroc'] as const;
export type MedianName = (typeof MEDIAN_NAMES)[number];

/** Ends of a 95 % interval. */
export type Interval = [low: number, high: number];

/** Scores over some sets; null (of counts: 0) where no set has the score. */
export type ScoreSummary = Record<ScoreName, number | null> & {
  sets: number;
  /** Over sets, where others give their figures so; null where no set has the score. */
  medians: Record<MedianName, number | null>;
  /** Bootstrap over sets; empty for fewer than ten sets, or where no interval was asked for. */
  intervals: Partial<Record<ScoreName, Interval>>;
};

/** Sets by highest Jaccard similarity to training: from the first bound up to, but without, the second (1 is inside). */
export type JaccardStratum = ScoreSummary & {jaccard: [from: number, below: number]};
/** Sets by number of genes, both bounds inside; null is no bound. */
export type SizeStratum = ScoreSummary & {size: [least: number, most: number | null]};
export type LibraryStratum = ScoreSummary & {library: string};

export type MethodResults = ScoreSummary & {
  /** Sets for which the method named no gene (mean over seeds). */
  setsWithoutGenes: number;
  strata: JaccardStratum[];
  sizes: SizeStratum[];
  libraries: LibraryStratum[];
};

export interface ProtocolResults {
  version: number;
  seeds: number[];
  /** Genes of the background, before the prompt's are taken out; where each library has its own, of all together. */
  background: number;
  sets: number;
  /** Sets with a held-out gene outside the vocabulary, and how many such genes they have (means over seeds). */
  outsideVocabulary: {sets: number; genes: number};
  /** Sets without a held-out gene in the background, never significant (mean over seeds). */
  untestedSets: number;
  methods: Record<string, MethodResults>;
  /** A method's score less the reference's on the same sets, above 0 where it is better; counts as shares of sets. */
  differences: {reference: string; methods: Record<string, ScoreSummary>};
}

/** Where the numbers come from. */
export interface ResultsProvenance {
  /** Level that q-values are held against. */
  significance: number;
  bootstrap: {resamples: number; seed: number; level: number};
  /** Training sets behind Jaccard similarities and popularity. */
  trainingSets: number;
  vocabulary: number;
  /** Key and content hash of each stage's model; empty outside a pipeline run. */
  models: Record<string, {key: string; sha256: string}>;
  /** Source files by the stage that read them: name → SHA-256. */
  sources: Record<string, Record<string, string>>;
}

export interface ScoreResults {
  /** What each method is, chance included. */
  methods: Record<string, MethodIdentity>;
  protocols: Partial<Record<ProtocolName, ProtocolResults>>;
  provenance: ResultsProvenance;
}
