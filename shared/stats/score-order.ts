// Order of items by score, without sorting all of them: higher scores first, equal scores by lower index.
// Items scored −Infinity are no candidates and have no rank.

type Scores = Float64Array | Float32Array;

/** The k best indices, best first (fewer where fewer are candidates). Scores shape (N). */
export function topIndices(scores: Scores, k: number): Int32Array {
  const threshold = scoreOfRank(scores, k);
  const candidates: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] >= threshold && scores[i] > Number.NEGATIVE_INFINITY) candidates.push(i);
  }
  candidates.sort((a, b) => scores[b] - scores[a] || a - b);
  return Int32Array.from(candidates.slice(0, k));
}

/** 1-based ranks of the R wanted indices among all candidates, in their order: what a full sort gives, in N log R. */
export function ranksOf(scores: Scores, wanted: Int32Array): Int32Array {
  const order = Int32Array.from(wanted.keys()).sort((a, b) =>
    standsBefore(scores, wanted[a], wanted[b]) ? -1 : 1,
  );
  const ordered = order.map(position => wanted[position]);
  const entering = countEntering(scores, ordered);
  const ranks = new Int32Array(wanted.length);
  let rank = 0;
  for (let i = 0; i < ordered.length; i++) {
    rank += entering[i];
    ranks[order[i]] = rank;
  }
  return ranks;
}

/**
 * For each wanted index (best first), how many candidates stand after the one before it, itself included. The loop
 * runs over all scores of every ranked set, so it compares plain numbers.
 */
function countEntering(scores: Scores, ordered: Int32Array): Int32Array {
  const entering = new Int32Array(ordered.length);
  const bounds = Float64Array.from(ordered, wanted => scores[wanted]);
  const lowest = bounds[bounds.length - 1];
  const last = ordered[ordered.length - 1];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i];
    if (score < lowest || score === Number.NEGATIVE_INFINITY) continue;
    if (score === lowest && i > last) continue;
    let low = 0;
    let high = ordered.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const bound = bounds[middle];
      if (bound > score || (bound === score && ordered[middle] < i)) low = middle + 1;
      else high = middle;
    }
    entering[low]++;
  }
  return entering;
}

function standsBefore(scores: Scores, a: number, b: number): boolean {
  return scores[a] > scores[b] || (scores[a] === scores[b] && a < b);
}

/** The score at a 1-based rank: ∞ for rank 0, −Infinity where there are fewer scores. */
function scoreOfRank(scores: Scores, rank: number): number {
  if (rank <= 0) return Number.POSITIVE_INFINITY;
  if (rank >= scores.length) return Number.NEGATIVE_INFINITY;
  const best = new Float64Array(rank).fill(Number.NEGATIVE_INFINITY);
  for (const score of scores) if (score > best[0]) replaceSmallest(best, score);
  return best[0];
}

/** Replaces the root of a binary min-heap and restores its order. */
function replaceSmallest(heap: Float64Array, value: number): void {
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child + 1 < heap.length && heap[child + 1] < heap[child]) child++;
    if (child >= heap.length || heap[child] >= value) break;
    heap[hole] = heap[child];
    hole = child;
  }
  heap[hole] = value;
}
