// What the scoring of names gives: one row for each method, part shown and set, and means with intervals.
import type {Interval} from '../../stats/bootstrap.ts';

/** What a test set was called by one method. */
export interface SetName {
  setId: number;
  library: string;
  trueName: string;
  shown: string;
  method: string;
  name: string;
  probability: number | null;
  /** Highest Jaccard similarity of the whole set to a training set. */
  likeness: number;
}

/** In the order of tables; all of them means over sets. */
export const NAME_SCORES = ['precision', 'recall', 'f1', 'exact', 'meaning'] as const;
export type NameScore = (typeof NAME_SCORES)[number];

/** A name with its scores; `meaning` is null where the true name has no word of a training set. */
export interface ScoredName extends SetName, Record<Exclude<NameScore, 'meaning'>, number> {
  meaning: number | null;
}

/** Means over sets, null over none, and their intervals where there are sets enough. */
export interface NameSummary extends Record<NameScore, number | null> {
  sets: number;
  intervals: Partial<Record<NameScore, Interval>>;
}

export interface NameMethodResults extends NameSummary {
  strata: (NameSummary & {jaccard: [from: number, below: number]})[];
}

/** One test set with its names, for a reader. */
export interface NameExample {
  setId: number;
  library: string;
  trueName: string;
  likeness: number;
  /** By method. */
  names: Record<string, {name: string; probability: number | null; f1: number}>;
}

export interface NameResults {
  sets: number;
  /** By what was shown. */
  shown: Record<
    string,
    {
      methods: Record<string, NameMethodResults>;
      /** The reference less each other method, set by set. */
      differences: {reference: string; methods: Record<string, NameMethodResults>};
    }
  >;
  /** Of whole sets. */
  examples: NameExample[];
  provenance: {trainingSets: number; bootstrap: {resamples: number; seed: number; level: number}};
}
