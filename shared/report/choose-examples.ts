// Chooses example sets by a rule fixed beforehand, so that neither the best nor the worst can be picked by hand.

import type {SetScore} from '../scores/score-results.ts';
import {createRandom} from '../stats/random.ts';

/**
 * Sorts a method's scores by recall, best first (ties by average precision, then by set id), cuts them into
 * `count` equal parts, and draws one set from each.
 */
export function chooseExamples(
  scores: readonly SetScore[],
  count: number,
  seed: number,
): SetScore[] {
  const sorted = scores.toSorted(
    (a, b) => b.recall - a.recall || b.averagePrecision - a.averagePrecision || a.setId - b.setId,
  );
  const parts = Math.min(count, sorted.length);
  const random = createRandom(seed);
  return Array.from({length: parts}, (_, part) => {
    const start = Math.floor((part * sorted.length) / parts);
    const end = Math.floor(((part + 1) * sorted.length) / parts);
    return sorted[start + random.int(end - start)];
  });
}
