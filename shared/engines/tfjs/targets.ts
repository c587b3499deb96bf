// Which tokens are a position's targets, and which it cannot be asked for any more, by the definition of the objectives in
// shared/engines/contract/engine.ts.
import type {Batch, Objective} from '../contract/engine.ts';

/** Weight of each position in the loss, 0 where nothing is predicted. Shape (B, T). */
export function lossWeights({targets, weights}: Batch): Float32Array {
  return Float32Array.from(targets, (target, i) => (target < 0 ? 0 : (weights?.[i] ?? 1)));
}

/** What the positions of a batch predict: W tokens a row, those of its T positions first, then those beyond documents. */
interface TargetShares {
  W: number;
  /** Shape (B, W); 0 where a row has fewer. */
  tokens: Int32Array;
  /** Share of token j in the mean over the targets of position i, times the weight of i, at (b, i, j). Shape (B, T, W). */
  shares: Float32Array;
}

export function targetShares(
  {B, T, ...batch}: Batch,
  objective: Objective,
  weights: Float32Array,
): TargetShares {
  const starts = batch.beyond?.starts ?? new Int32Array(B * T + 1);
  const rows = Array.from({length: B}, (_, b) => starts[(b + 1) * T] - starts[b * T]);
  const W = T + Math.max(...rows);
  const tokens = new Int32Array(B * W);
  const shares = new Float32Array(B * T * W);
  for (let b = 0; b < B; b++) {
    const own = batch.targets.subarray(b * T, (b + 1) * T);
    tokens.set(
      own.map(target => Math.max(target, 0)),
      b * W,
    );
    const beyond = batch.beyond?.genes.subarray(starts[b * T], starts[(b + 1) * T]) ?? [];
    tokens.set(beyond, b * W + T);
    for (let i = 0; i < T; i++) {
      if (own[i] < 0) continue;
      const at = b * T + i;
      const last = objective === 'remaining-genes' ? lastTarget({T, ...batch}, b * T, i) : i;
      const [from, to] = [starts[b * T + last], starts[b * T + last + 1]];
      // The last target is the end token, which counts only where no gene remains; but a gene where some lie beyond.
      const end = last > i && from === to ? last : last + 1;
      const share = weights[at] / (end - i + to - from);
      const column = at * W + T - starts[b * T];
      shares.fill(share, at * W + i, at * W + end);
      shares.fill(share, column + from, column + to);
    }
  }
  return {W, tokens, shares};
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
