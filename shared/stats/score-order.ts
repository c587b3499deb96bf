// Order of items by score, without sorting all of them: higher scores first, equal scores by lower index.
// Items scored −Infinity are no candidates and have no rank.

type Scores = Float64Array | Float32Array;

/** The k best indices, best first (fewer where fewer are candidates). Scores shape (N). */
export function topIndices(scores: Scores, k: number): Int32Array {
  const heap = bestScores(scores, Math.min(k, scores.length));
  const {values, items} = heap;
  let count = values.length;
  for (let size = count; size > 0; size--) {
    if (values[0] === Number.NEGATIVE_INFINITY) count--;
    // The worst of those left goes to the end.
    const [value, item] = [values[0], items[0]];
    sink(heap, size - 1, values[size - 1], items[size - 1]);
    values[size - 1] = value;
    items[size - 1] = item;
  }
  return items.slice(0, count);
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

/** A binary heap of scored indices with the worst at the root. */
interface Heap {
  values: Float64Array;
  items: Int32Array;
}

/** The k best indices as a heap; what is missing to k candidates stands there as −Infinity. */
function bestScores(scores: Scores, k: number): Heap {
  const bound = likelyBound(scores, k);
  const heap = bestAbove(scores, k, bound);
  const isFull = bound === Number.NEGATIVE_INFINITY || heap.values[0] > bound;
  return isFull ? heap : bestAbove(scores, k, Number.NEGATIVE_INFINITY);
}

/** Those above a bound; what is missing to k stands there as the bound. */
function bestAbove(scores: Scores, k: number, bound: number): Heap {
  const heap = {values: new Float64Array(k).fill(bound), items: new Int32Array(k)};
  const {values} = heap;
  // Of equal scores the later index is worse, so that it replaces none.
  let worst = bound;
  for (let i = 0; i < scores.length; i++) {
    if (!(scores[i] > worst)) continue;
    sink(heap, k, scores[i], i);
    worst = values[0];
  }
  return heap;
}

/** Of every so many scores one is looked at for a bound. */
const SAMPLED = 32;
/** Scores of the sample above the bound beyond their share, lest too few of all stand above it. */
const SPARE = 8;

/** A bound that more than k scores surpass, nearly always: most scores are then compared once and never sorted. */
function likelyBound(scores: Scores, k: number): number {
  const count = Math.ceil(k / SAMPLED) + SPARE;
  const sample = new Float64Array(Math.floor(scores.length / SAMPLED));
  if (k === 0 || count >= sample.length / 4) return Number.NEGATIVE_INFINITY;
  for (let i = 0; i < sample.length; i++) sample[i] = scores[i * SAMPLED];
  return bestAbove(sample, count, Number.NEGATIVE_INFINITY).values[0];
}

/** Puts an entry at the root of a heap of this size in place of what is there, and restores the order. */
function sink({values, items}: Heap, size: number, value: number, item: number): void {
  let hole = 0;
  for (let child = 1; child < size; child = 2 * hole + 1) {
    if (child + 1 < size && isWorse(values, items, child + 1, values[child], items[child])) child++;
    if (!isWorse(values, items, child, value, item)) break;
    values[hole] = values[child];
    items[hole] = items[child];
    hole = child;
  }
  values[hole] = value;
  items[hole] = item;
}

/** Whether entry `at` stands behind another in the order. */
function isWorse(
  values: Float64Array,
  items: Int32Array,
  at: number,
  value: number,
  item: number,
): boolean {
  return values[at] < value || (values[at] === value && items[at] > item);
}
