// The part of the loss that looks at all tokens: Σ w · log Σ exp(h · E). It goes over a few positions at a time, and makes
// the derivatives on the way, so that no array of all positions by all tokens ever exists.
// N positions in all, R at a time, C channels, V tokens.
import type {GradSaveFunc, Tensor} from '@tensorflow/tfjs-core';
import {HIDDEN} from './mask.ts';
import {besideRows, exponentials, logSumExpOf} from './rows.ts';
import type {Tf} from './tf.ts';

/** 64 MiB: enough to keep a GPU busy, and half of what every WebGPU device takes as one buffer. */
export const LOGITS_AT_ONCE = 2 ** 24;

/** What is known of the positions besides their hidden states. */
export interface HeadRows {
  /** Weight of each position in the loss. Shape (N). */
  weights: Float32Array;
  /** Tokens that are out of the question at a position, which is given by its number; absent where all may come. */
  ruledOut?: (position: number) => number[];
  /** R · V, logits that may exist at once; one position is the least. */
  logitsAtOnce: number;
}

/** R positions from `first` on: their hidden states (R, C), logits (R, V), log Σ exp (R, 1) and weights (R, 1). */
interface Part {
  hidden: Tensor;
  logits: Tensor;
  logSums: Tensor;
  weights: Tensor;
}

/** Σ weight · log Σ exp of hidden (N, C) times head (V, C): a scalar, with derivatives by both. */
export function weightedLogSumExp(tf: Tf, hidden: Tensor, head: Tensor, rows: HeadRows): Tensor {
  const reduce = tf.customGrad((h, E, save) => {
    const {sum, byHidden, byHead} = sumWithDerivatives(tf, h as Tensor, E as Tensor, rows);
    (save as GradSaveFunc)([byHidden, byHead]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) =>
      saved.map(derivative => tf.mul(derivative, dy));
    return {value: sum, gradFunc};
  });
  return reduce(hidden, head);
}

/** The same number without derivatives, in a third of the work. */
export function weightedLogSumExpAlone(
  tf: Tf,
  hidden: Tensor,
  head: Tensor,
  rows: HeadRows,
): Tensor {
  const sums = partsOf(rows, head).map(([first, count]) =>
    tf.tidy(() => sumOf(tf, takePart(tf, hidden, head, rows, first, count))),
  );
  return tf.sum(tf.stack(sums));
}

function sumWithDerivatives(tf: Tf, hidden: Tensor, head: Tensor, rows: HeadRows) {
  const sums: Tensor[] = [];
  const byHidden: Tensor[] = [];
  let byHead = tf.zerosLike(head);
  for (const [first, count] of partsOf(rows, head)) {
    const made = tf.tidy(() => {
      const part = takePart(tf, hidden, head, rows, first, count);
      const V = head.shape[0];
      const shares = exponentials(tf, part.logits, part.logSums);
      const byLogits = tf.mul(shares, besideRows(tf, part.weights, V)); // (R, V)
      return {
        sum: sumOf(tf, part),
        byHidden: tf.matMul(byLogits, head),
        byHead: tf.add(byHead, tf.matMul(byLogits, part.hidden, true, false)),
      };
    });
    byHead.dispose();
    byHead = made.byHead;
    sums.push(made.sum);
    byHidden.push(made.byHidden);
  }
  return {sum: tf.sum(tf.stack(sums)), byHidden: tf.concat(byHidden), byHead};
}

/** First position and number of positions of every part. */
function partsOf({weights, logitsAtOnce}: HeadRows, head: Tensor): [number, number][] {
  const R = Math.max(1, Math.floor(logitsAtOnce / head.shape[0]));
  return Array.from({length: Math.ceil(weights.length / R)}, (_, i) => [
    i * R,
    Math.min(R, weights.length - i * R),
  ]);
}

function takePart(
  tf: Tf,
  all: Tensor,
  head: Tensor,
  {weights, ruledOut}: HeadRows,
  first: number,
  count: number,
): Part {
  const hidden = tf.slice(all, [first, 0], [count, all.shape[1]!]);
  const every = tf.matMul(hidden, head, false, true);
  const out = ruledOut && ruledOutMask(tf, every, position => ruledOut(first + position));
  const logits = out ? tf.add(every, out) : every;
  return {
    ...{hidden, logits, logSums: logSumExpOf(tf, logits)},
    weights: tf.tensor2d(weights.slice(first, first + count), [count, 1]),
  };
}

/** What is added to logits (R, V) so that a position's ruled out tokens do not count. */
function ruledOutMask(
  tf: Tf,
  {shape}: Tensor,
  ruledOut: (position: number) => number[],
): Tensor | undefined {
  const [R, V] = shape as [number, number];
  const places = Array.from({length: R}, (_, position) =>
    ruledOut(position).map(token => [position, token]),
  ).flat();
  if (places.length === 0) return undefined;
  const marks = tf.fill([places.length], HIDDEN);
  return tf.scatterND(tf.tensor2d(places, undefined, 'int32'), marks, [R, V]);
}

function sumOf(tf: Tf, {logSums, weights}: Part): Tensor {
  return tf.sum(tf.mul(logSums, weights));
}
