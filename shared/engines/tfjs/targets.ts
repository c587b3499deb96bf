// Which tokens are a position's targets, and which it cannot be asked for any more, by the definition of the objectives in
// shared/engines/contract/engine.ts.
import type {Batch, Objective} from '../contract/engine.ts';

/** Weight of each position in the loss, 0 where nothing is predicted. Shape (B, T). */
export function lossWeights({targets, weights}: Batch): Float32Array {
  return Float32Array.from(targets, (target, i) => (target < 0 ? 0 : (weights?.[i] ?? 1)));
}

/**
 * Share of the target of position j in the mean over the targets of position i, times the weight of i, at (b, i, j).
 * Shape (B, T, T).
 */
export function targetShares(
  {B, T, ...batch}: Batch,
  objective: Objective,
  weights: Float32Array,
): Float32Array {
  const shares = new Float32Array(B * T * T);
  for (let b = 0; b < B; b++) {
    for (let i = 0; i < T; i++) {
      const at = b * T + i;
      if (batch.targets[at] < 0) continue;
      const last = objective === 'remaining-genes' ? lastTarget({T, ...batch}, b * T, i) : i;
      // The last target of a document is its end token, which counts only where no gene remains.
      const end = last > i ? last : i + 1;
      shares.fill(weights[at] / (end - i), at * T + i, at * T + end);
    }
  }
  return shares;
}

/** Targets before position i (of all B·T) in its document, other than its own: they come no more. */
export function writtenBefore({T, targets, documentStart}: Batch, i: number): number[] {
  const written = targets.subarray(i - (i % T) + documentStart[i], i);
  return Array.from(new Set(written)).filter(target => target >= 0 && target !== targets[i]);
}

/** The last position of the document that position i of the row beginning at `row` is in. */
function lastTarget(
  {T, targets, documentStart}: Pick<Batch, 'T' | 'targets' | 'documentStart'>,
  row: number,
  i: number,
): number {
  let last = i;
  while (last + 1 < T && documentStart[row + last + 1] !== last + 1 && targets[row + last + 1] >= 0)
    last++;
  return last;
}
