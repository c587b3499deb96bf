// Derivatives of the TensorFlow.js kernels the model uses. The package tfjs-core has rules of its own, but its build
// for Node leaves them out, and the package that carries them (tfjs) is five times as large.
import type {GradConfig, NamedAttrMap, Tensor} from '@tensorflow/tfjs-core';
import {spreadColumn} from './rows.ts';
import type {Tf} from './tf.ts';

type Rule = (tf: Tf, dy: Tensor, saved: Tensor[], attributes: NamedAttrMap) => Derivatives;
/** Derivative of the result by each input, made when needed. */
type Derivatives = Record<string, () => Tensor>;

interface KernelRule {
  /** Inputs the rule needs, by name. */
  inputs?: string[];
  /** Whether it needs the result. */
  output?: boolean;
  derivatives: Rule;
}

const RULES: Record<string, KernelRule> = {
  Add: {
    inputs: ['a', 'b'],
    derivatives: (tf, dy, [a, b]) => ({
      a: () => sumTo(tf, dy, a.shape),
      b: () => sumTo(tf, dy, b.shape),
    }),
  },
  Sub: {
    inputs: ['a', 'b'],
    derivatives: (tf, dy, [a, b]) => ({
      a: () => sumTo(tf, dy, a.shape),
      b: () => sumTo(tf, tf.mul(dy, -1), b.shape),
    }),
  },
  Multiply: {
    inputs: ['a', 'b'],
    derivatives: (tf, dy, [a, b]) => ({
      a: () => sumTo(tf, tf.mul(dy, b), a.shape),
      b: () => sumTo(tf, tf.mul(dy, a), b.shape),
    }),
  },
  BatchMatMul: {inputs: ['a', 'b'], derivatives: matMulDerivatives},
  Reshape: {inputs: ['x'], derivatives: (tf, dy, [x]) => ({x: () => tf.reshape(dy, x.shape)})},
  Transpose: {
    derivatives: (tf, dy, _, {perm}) => ({
      x: () => tf.transpose(dy, inverseOf(perm as number[])),
    }),
  },
  SplitV: {
    // A kernel with several results gets the derivative of each.
    derivatives: (tf, dy, _, {axis}) => ({
      x: () => tf.concat(dy as unknown as Tensor[], axis as number),
    }),
  },
  Sum: {
    inputs: ['x'],
    derivatives: (tf, dy, [x], {axis}) => ({x: () => spread(tf, dy, x.shape, axis as number[])}),
  },
  Rsqrt: {
    output: true,
    derivatives: (tf, dy, [y]) => ({x: () => tf.mul(dy, tf.mul(tf.mul(tf.square(y), y), -0.5))}),
  },
  Erf: {
    inputs: ['x'],
    derivatives: (tf, dy, [x]) => ({
      x: () => tf.mul(dy, tf.mul(tf.exp(tf.neg(tf.square(x))), 2 / Math.sqrt(Math.PI))),
    }),
  },
  Tanh: {
    output: true,
    derivatives: (tf, dy, [y]) => ({x: () => tf.mul(dy, tf.sub(1, tf.square(y)))}),
  },
};

/** Gives each kernel of the model a derivative, unless the loaded TensorFlow.js has one. */
export function registerMissingGradients(tf: Tf): void {
  for (const [kernelName, {inputs = [], output = false, derivatives}] of Object.entries(RULES)) {
    if (tf.getGradient(kernelName)) continue;
    const rule: GradConfig = {
      kernelName,
      inputsToSave: inputs,
      outputsToSave: [output],
      gradFunc: (dy, saved, attributes) => derivatives(tf, dy as Tensor, saved, attributes),
    };
    tf.registerGradient(rule);
  }
}

/** For y = a b, and y = a bᵀ; the model transposes no left factor. */
function matMulDerivatives(
  tf: Tf,
  dy: Tensor,
  [a, b]: Tensor[],
  {transposeA, transposeB}: NamedAttrMap,
): Derivatives {
  if (transposeA) throw new Error('matMul with a transposed left factor has no derivative here');
  return {
    a: () => tf.matMul(dy, b, false, !transposeB),
    b: () => (transposeB ? tf.matMul(dy, a, true, false) : tf.matMul(a, dy, true, false)),
  };
}

/** Sums `dy` over the axes along which an input of this shape was repeated. */
function sumTo(tf: Tf, dy: Tensor, shape: number[]): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, dy.shape);
  if (dy.rank === 2 && axes.length === 1 && axes[0] === 0) {
    // A column sum by a product: summing over the first axis transposes first, slowly on the plain backend.
    return tf.reshape(tf.matMul(tf.ones([1, dy.shape[0]]), dy), shape);
  }
  return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, shape);
}

/** Repeats `dy` along the axes over which `shape` was summed. */
function spread(tf: Tf, dy: Tensor, shape: number[], axis: number | number[]): Tensor {
  const axes = tf.util.parseAxisParam(axis, shape);
  if (shape.length === 2 && axes.length === 1 && axes[0] === 1) {
    return spreadColumn(tf, tf.reshape(dy, [shape[0], 1]), shape[1]);
  }
  const kept = shape.map((extent, i) => (axes.includes(i) ? 1 : extent));
  return tf.mul(tf.reshape(dy, kept), tf.ones(shape));
}

function inverseOf(permutation: number[]): number[] {
  const inverse: number[] = [];
  permutation.forEach((from, to) => {
    inverse[from] = to;
  });
  return inverse;
}
