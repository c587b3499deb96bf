// Scores of a ranking, computed from the 1-based ranks of the relevant items (the held-out genes of a set).
// Definitions as in Manning, Raghavan & Schütze, "Introduction to Information Retrieval", chapter 8.

/** Share of the relevant items among the first k. Ranks in any order, shape (R), R ≥ 1. */
export function recallAt(ranks: ArrayLike<number>, k: number): number {
  return countUpTo(ranks, k) / ranks.length;
}

/** Share of relevant items among the first R, where R is their number; there precision equals recall. */
export function rPrecision(ranks: ArrayLike<number>): number {
  return countUpTo(ranks, ranks.length) / ranks.length;
}

/** Mean over the relevant items of the precision at their ranks, (1/R) Σ i / rank(i). */
export function averagePrecision(ranks: ArrayLike<number>): number {
  const ascending = Float64Array.from(ranks).sort();
  let sum = 0;
  for (let i = 0; i < ascending.length; i++) sum += (i + 1) / ascending[i];
  return sum / ascending.length;
}

/** Normalized discounted cumulative gain with gain 1 and discount log2(1 + rank), over the whole ranking. */
export function ndcg(ranks: ArrayLike<number>): number {
  let gained = 0;
  let best = 0;
  for (let i = 0; i < ranks.length; i++) {
    gained += 1 / Math.log2(1 + ranks[i]);
    best += 1 / Math.log2(2 + i);
  }
  return gained / best;
}

/**
 * Area under the ROC curve among `candidates` ranked items: the chance that a relevant item stands before an
 * irrelevant one (Mann–Whitney); NaN where every candidate is relevant.
 */
export function auroc(ranks: ArrayLike<number>, candidates: number): number {
  const relevant = ranks.length;
  const irrelevant = candidates - relevant;
  let rankSum = 0;
  for (let i = 0; i < relevant; i++) rankSum += ranks[i];
  const irrelevantBefore = rankSum - (relevant * (relevant + 1)) / 2;
  return irrelevant === 0 ? Number.NaN : 1 - irrelevantBefore / (relevant * irrelevant);
}

function countUpTo(ranks: ArrayLike<number>, k: number): number {
  let count = 0;
  for (let i = 0; i < ranks.length; i++) if (ranks[i] <= k) count++;
  return count;
}
