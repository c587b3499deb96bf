// Entropic Gromov–Wasserstein by projected gradient (Peyré, Cuturi & Solomon 2016, ICML, section 3.2), square loss and
// uniform weights, as POT's `entropic_gromov_wasserstein` with solver='PGD': T ← Sinkhorn of the gradient at T.
import {innerProduct, multiply} from '../dense-product.ts';
import {constantCost, type MetricPair, productCoupling} from './gromov-wasserstein.ts';
import {createSinkhorn} from './sinkhorn.ts';

export interface EntropicOptions {
  /** Weight of the entropy, in units of squared distances. */
  epsilon: number;
  /** Most gradient steps. */
  maxIterations: number;
  /** Ends when a step moves T by less than this (Frobenius norm). */
  tolerance: number;
}

/** Sinkhorn's own limits, POT's. */
const SINKHORN = {maxIterations: 1000, tolerance: 1e-9};

/** The cost without its entropy, as `gromovWasserstein` counts it, and the coupling, which is blurred by `epsilon`. */
export function entropicGromovWasserstein(
  pair: MetricPair,
  {epsilon, maxIterations, tolerance}: EntropicOptions,
): {cost: number; iterations: number; coupling: Float64Array} {
  const {n, m, C, D} = pair;
  if (!(epsilon > 0)) throw new Error(`epsilon is above 0; found ${epsilon}.`);
  const sinkhorn = createSinkhorn(n, m, {epsilon, ...SINKHORN});
  const productOf = (T: Float64Array) => multiply(C, multiply(T, D, n, m, m), n, n, m);
  const [inC, inD] = [meanSquares(C, n), meanSquares(D, m)];
  let coupling = productCoupling(pair);
  let product = productOf(coupling);
  let iterations = 0;
  let moved = Infinity;
  while (iterations < maxIterations && moved > tolerance) {
    iterations++;
    const gradient = product.map(
      (value, at) => 2 * (inC[Math.floor(at / m)] + inD[at % m] - 2 * value),
    );
    const next = sinkhorn(gradient);
    moved = distanceOf(next, coupling);
    coupling = next;
    product = productOf(coupling);
  }
  const cost = constantCost(pair) - 2 * innerProduct(product, coupling);
  return {cost: Math.max(cost, 0), iterations, coupling};
}

/** Mean square of each row of distances. Shape (size). */
function meanSquares(distances: Float64Array, size: number): Float64Array {
  return Float64Array.from({length: size}, (_, row) => {
    const own = distances.subarray(row * size, (row + 1) * size);
    return innerProduct(own, own) / size;
  });
}

/** Frobenius norm of a − b. */
function distanceOf(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum);
}
