// Ridge regression with many outputs and few samples, in its dual form: a prediction is a weighted sum of the samples'
// outputs, so only weights are computed (Saunders, Gammerman & Vovk 1998). The intercept is free: inputs and outputs are
// centred.
import {innerProduct} from './dense-product.ts';

/** How much each sample's output counts in the prediction at a new input; sums to 1. Shape (samples). */
export type RidgeWeights = Float64Array;

/**
 * Weights for the input `at`, given samples' inputs, each of shape (features), and the penalty λ on squared coefficients,
 * as scikit-learn's `Ridge(alpha=λ)` has it. A large λ gives every sample the same weight.
 */
export function ridgeWeights(
  inputs: readonly Float64Array[],
  at: Float64Array,
  penalty: number,
): RidgeWeights {
  const n = inputs.length;
  const {centred, mean} = centre(inputs);
  const kernel = kernelOf(centred);
  for (let i = 0; i < n; i++) kernel[i * n + i] += penalty;
  const from = at.map((value, feature) => value - mean[feature]);
  const solved = solvePositive(
    kernel,
    Float64Array.from(centred, x => innerProduct(x, from)),
    n,
  );
  // The outputs are centred as well: what the weights sum to is taken off evenly.
  const rest = solved.reduce((a, b) => a + b, 0) / n;
  return solved.map(weight => weight + 1 / n - rest);
}

/** Mean squared length of the centred inputs: the scale of a sensible penalty. */
export function inputScale(inputs: readonly Float64Array[]): number {
  const {centred} = centre(inputs);
  return centred.reduce((sum, x) => sum + innerProduct(x, x), 0) / centred.length;
}

/** Σ weight · output. Shape (outputs). */
export function weightedSum(
  outputs: readonly Float64Array[],
  weights: ArrayLike<number>,
): Float64Array {
  const sum = new Float64Array(outputs[0].length);
  outputs.forEach((output, i) => {
    for (let j = 0; j < sum.length; j++) sum[j] += weights[i] * output[j];
  });
  return sum;
}

function centre(inputs: readonly Float64Array[]) {
  const mean = weightedSum(inputs, new Float64Array(inputs.length).fill(1 / inputs.length));
  return {mean, centred: inputs.map(input => input.map((value, i) => value - mean[i]))};
}

function kernelOf(rows: readonly Float64Array[]): Float64Array {
  return Float64Array.from(rows.flatMap(a => rows.map(b => innerProduct(a, b))));
}

/** Solves A·x = b for a symmetric positive definite A of shape (n, n) by Cholesky's decomposition; changes A. */
function solvePositive(A: Float64Array, b: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = A[i * n + j];
      for (let k = 0; k < j; k++) rest -= A[i * n + k] * A[j * n + k];
      A[i * n + j] = i === j ? Math.sqrt(rest) : rest / A[j * n + j];
    }
  }
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= A[i * n + k] * x[k];
    x[i] /= A[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= A[k * n + i] * x[k];
    x[i] /= A[i * n + i];
  }
  return x;
}
