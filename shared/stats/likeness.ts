// How like two groups of sets are: Jaccard similarities counted in bins of a tenth, and their median.

export interface LikenessBin {
  /** First value inside. */
  from: number;
  /** First value beyond; the last bin holds 1 too. */
  below: number;
  label: string;
  count: number;
}

const BINS = 10;

/** The values, each in 0..1, counted in ten bins. */
export function countLikeness(values: readonly number[]): LikenessBin[] {
  return Array.from({length: BINS}, (_, i) => {
    const [from, below] = [i / BINS, (i + 1) / BINS];
    const count = values.filter(
      value => value >= from && (value < below || (i === BINS - 1 && value <= 1)),
    ).length;
    return {from, below, label: `${from}–${below}`, count};
  });
}

/** The middle value, or the mean of the two in the middle; 0 of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [(sorted.length - 1) >> 1, sorted.length >> 1];
  return sorted.length === 0 ? 0 : (sorted[low] + sorted[high]) / 2;
}
