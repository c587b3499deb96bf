// The norm of all gradients, and AdamW (Loshchilov & Hutter 2019) as torch.optim.AdamW and nanoGPT use it.
import type {Scalar, Tensor} from '@tensorflow/tfjs-core';
import type {OptimizerOptions} from '../contract/engine.ts';
import type {Tf} from './tf.ts';

/** As torch.nn.utils.clip_grad_norm_. */
const CLIP_EPSILON = 1e-6;

/** Value, gradient and moments of one parameter. */
export interface ParameterState {
  value: Tensor;
  gradient: Tensor;
  moment1: Tensor;
  moment2: Tensor;
}

/** Global L2 norm of the gradients. */
export async function gradientNorm(tf: Tf, gradients: Tensor[]): Promise<number> {
  const squares = tf.tidy(() =>
    tf.stack(gradients.map(gradient => tf.sum(tf.mul(gradient, gradient)) as Scalar)),
  );
  const sums = await squares.data();
  squares.dispose();
  return Math.sqrt(Array.from(sums).reduce((total, square) => total + square, 0));
}

/** Factor that brings a gradient of this norm down to the largest allowed. */
export function clipFactor(norm: number, largest: number): number {
  return largest > 0 && norm > largest ? largest / (norm + CLIP_EPSILON) : 1;
}

/** New value and moments after update number `step`, counted from 1. Vectors (biases, layer norms) do not decay. */
export function adamUpdate(
  tf: Tf,
  {value, gradient, moment1, moment2}: ParameterState,
  options: OptimizerOptions,
  step: number,
  gradientScale: number,
): Omit<ParameterState, 'gradient'> {
  const {learningRate, beta1, beta2, epsilon, weightDecay} = options;
  const g = tf.mul(gradient, gradientScale);
  const m = tf.add(tf.mul(moment1, beta1), tf.mul(g, 1 - beta1));
  const v = tf.add(tf.mul(moment2, beta2), tf.mul(tf.mul(g, g), 1 - beta2));
  const mean = tf.mul(m, 1 / (1 - beta1 ** step));
  const root = tf.sqrt(tf.mul(v, 1 / (1 - beta2 ** step)));
  const kept = value.rank === 2 ? tf.mul(value, 1 - learningRate * weightDecay) : value;
  const change = tf.mul(tf.div(mean, tf.add(root, epsilon)), learningRate);
  return {value: tf.sub(kept, change), moment1: m, moment2: v};
}
