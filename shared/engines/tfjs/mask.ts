// Which positions a query may look at, as numbers added to scores.
import type {Tensor} from '@tensorflow/tfjs-core';
import type {Batch} from '../contract/engine.ts';
import type {Tf} from './tf.ts';

/** Far enough below any score that its exponential is exactly 0, near enough that no sum overflows. */
export const HIDDEN = -1e9;

/** Each position sees those of its own document up to itself. Shape (B, T, T). */
export function documentMask(tf: Tf, {B, T, documentStart}: Batch): Tensor {
  const mask = new Float32Array(B * T * T).fill(HIDDEN);
  documentStart.forEach((start, i) => {
    mask.fill(0, i * T + start, i * T + (i % T) + 1);
  });
  return tf.tensor(mask, [B, T, T]);
}

/** Each position sees all up to itself. Shape (1, T, T), for rows alike. */
export function causalMask(tf: Tf, T: number): Tensor {
  const mask = new Float32Array(T * T).fill(HIDDEN);
  for (let t = 0; t < T; t++) mask.fill(0, t * T, t * T + t + 1);
  return tf.tensor(mask, [1, T, T]);
}
