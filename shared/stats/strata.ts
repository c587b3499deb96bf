// Fixed bins of test sets, so that two runs compare: by size, and by likeness to what was trained on.
import type {SetScore, Stratification} from './score-results.ts';

interface Stratum {
  label: string;
  /** First value inside. */
  from: number;
  /** First value beyond. */
  below: number;
}

/** Bins of the whole set's number of genes; gene-set libraries rarely keep fewer than 5. */
const SIZE_STRATA: readonly Stratum[] = [
  {label: '≤ 10', from: 0, below: 11},
  {label: '11–20', from: 11, below: 21},
  {label: '21–50', from: 21, below: 51},
  {label: '51–100', from: 51, below: 101},
  {label: '≥ 101', from: 101, below: Number.POSITIVE_INFINITY},
];

/** Bins of the highest Jaccard similarity; at 0.5 and above a training set is nearly the same set. */
const JACCARD_STRATA: readonly Stratum[] = [
  {label: '< 0.1', from: 0, below: 0.1},
  {label: '0.1–0.2', from: 0.1, below: 0.2},
  {label: '0.2–0.3', from: 0.2, below: 0.3},
  {label: '0.3–0.5', from: 0.3, below: 0.5},
  {label: '≥ 0.5', from: 0.5, below: Number.POSITIVE_INFINITY},
];

const STRATA: Record<Stratification['by'], readonly Stratum[]> = {
  setSize: SIZE_STRATA,
  maxJaccard: JACCARD_STRATA,
};

/** The scores whose set falls into each stratum, in the strata's order. */
export function partScores(
  scores: SetScore[],
  by: Stratification['by'],
): {label: string; scores: SetScore[]}[] {
  return STRATA[by].map(({label, from, below}) => ({
    label,
    scores: scores.filter(score => score[by] >= from && score[by] < below),
  }));
}
