// When two gene sets are near-twins, and what that asks of their sizes and their overlap.

/** When two sets A and B are near-twins: either condition suffices. */
export interface TwinCriteria {
  /** |A ∩ B| / |A ∪ B| is at least this. In (0, 1]. */
  minJaccard: number;
  /** |A ∩ B| / min(|A|, |B|) is at least this, for sets of comparable size. In (0, 1]. */
  minContainment: number;
  /** Sizes are comparable when min / max is at least this. In (0, 1]. */
  minSizeRatio: number;
}

/** Shares such as 0.8 · 5 are a little off in binary; a count just below a whole number means that number. */
const ROUNDING = 1e-9;

/** Least overlap that makes sets of these sizes near-twins; Infinity where none can. */
export function twinOverlap(smaller: number, larger: number, criteria: TwinCriteria): number {
  const {minJaccard, minContainment, minSizeRatio} = criteria;
  const byJaccard = ceil((minJaccard / (1 + minJaccard)) * (smaller + larger));
  const comparable = smaller >= minSizeRatio * larger - ROUNDING;
  const byContainment = comparable ? ceil(minContainment * smaller) : Number.POSITIVE_INFINITY;
  const overlap = Math.max(1, Math.min(byJaccard, byContainment));
  return overlap <= smaller ? overlap : Number.POSITIVE_INFINITY;
}

/** Whether two sets of these sizes with this many genes in common are near-twins. */
export function areNearTwins(
  sizeA: number,
  sizeB: number,
  overlap: number,
  criteria: TwinCriteria,
): boolean {
  return overlap >= twinOverlap(Math.min(sizeA, sizeB), Math.max(sizeA, sizeB), criteria);
}

/** The next whole number, a little below which still counts as it. */
export function ceil(value: number): number {
  return Math.ceil(value - ROUNDING);
}
