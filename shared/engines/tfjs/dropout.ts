// Dropout masks: zeros with probability p, else 1 / (1 − p), a function of seed, step, micro-batch and place alone.
import type {Tensor} from '@tensorflow/tfjs-core';
import type {Tf} from './tf.ts';

/** Drops entries of one more place of the model at each call; the identity where there is no dropout. */
export type Dropout = (x: Tensor) => Tensor;

export const noDropout: Dropout = x => x;

/** The masks of one pass; the places are numbered in the order in which the model comes to them. */
export function createDropout(
  tf: Tf,
  probability: number,
  {seed, step, microBatch}: {seed: number; step: number; microBatch: number},
): Dropout {
  if (probability === 0) return noDropout;
  const key = [seed, step, microBatch].reduce((hash, part) => mix(hash ^ mix(part)), 0);
  let place = 0;
  return x => {
    const mask = fillMask(new Float32Array(x.size), probability, mix(key ^ mix(++place)));
    return tf.mul(x, tf.tensor(mask, x.shape));
  };
}

function fillMask(mask: Float32Array, probability: number, key: number): Float32Array {
  const kept = 1 / (1 - probability);
  const threshold = probability * 2 ** 32;
  for (let i = 0; i < mask.length; i++) mask[i] = mix(key + i) >>> 0 < threshold ? 0 : kept;
  return mask;
}

/** A 32-bit mixer on a Weyl sequence (after splitmix32). */
function mix(value: number): number {
  let x = Math.imul(value, 0x9e3779b9);
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
