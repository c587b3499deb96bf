// Minimises a smooth function by L-BFGS (Nocedal & Wright 2006, "Numerical Optimization", algorithms 7.4 and 7.5) with a
// line search that halves the step until it pays (Armijo).
import {innerProduct} from './dense-product.ts';

export interface Minimum {
  x: Float64Array;
  value: number;
  /** Largest size of a partial derivative at x. */
  gradientSize: number;
  iterations: number;
}

export interface LbfgsOptions {
  maxIterations: number;
  /** Ends when no partial derivative is larger. */
  tolerance: number;
}

/** The value at x, shape (parameters), and its gradient, written into `gradient`, same shape. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Pairs of steps and gradient changes kept. */
const MEMORY = 10;
/** Share of the gain a straight line promises that a step must bring. */
const SUFFICIENT = 1e-4;
/** Halvings of a step before the value is as low as rounding lets it be. */
const MOST_HALVINGS = 40;

interface Change {
  step: Float64Array;
  gradient: Float64Array;
  /** step · gradient, above 0. */
  product: number;
}

/** Goes downhill from `start`, which is left as it is. */
export function minimize(
  objective: Objective,
  start: Float64Array,
  {maxIterations, tolerance}: LbfgsOptions,
): Minimum {
  let x: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(x.length);
  let value = objective(x, gradient);
  const changes: Change[] = [];
  let iterations = 0;
  while (iterations < maxIterations && largest(gradient) > tolerance) {
    const direction = descentDirection(gradient, changes);
    const next = search(objective, x, value, gradient, direction);
    if (!next) break;
    remember(changes, difference(next.x, x), difference(next.gradient, gradient));
    ({x, value, gradient} = next);
    iterations++;
  }
  return {x, value, gradientSize: largest(gradient), iterations};
}

function search(
  objective: Objective,
  x: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
): {x: Float64Array; value: number; gradient: Float64Array} | undefined {
  const slope = innerProduct(gradient, direction);
  const next = new Float64Array(x.length);
  const nextGradient = new Float64Array(x.length);
  let step = 1;
  for (let halving = 0; halving < MOST_HALVINGS; halving++) {
    for (let i = 0; i < x.length; i++) next[i] = x[i] + step * direction[i];
    const nextValue = objective(next, nextGradient);
    if (nextValue <= value + SUFFICIENT * step * slope) {
      return {x: next, value: nextValue, gradient: nextGradient};
    }
    step /= 2;
  }
  return undefined;
}

/** −H·gradient with H the inverse Hessian that the remembered changes suggest (two-loop recursion). */
function descentDirection(gradient: Float64Array, changes: readonly Change[]): Float64Array {
  const direction = gradient.map(value => -value);
  const last = changes.at(-1);
  // Without memory a first step of length 1 at most.
  if (!last) return scale(direction, 1 / Math.max(1, Math.sqrt(innerProduct(gradient, gradient))));
  const weights = changes.map(() => 0);
  for (let i = changes.length - 1; i >= 0; i--) {
    weights[i] = innerProduct(changes[i].step, direction) / changes[i].product;
    addScaled(direction, changes[i].gradient, -weights[i]);
  }
  scale(direction, last.product / innerProduct(last.gradient, last.gradient));
  changes.forEach((change, i) => {
    const weight = innerProduct(change.gradient, direction) / change.product;
    addScaled(direction, change.step, weights[i] - weight);
  });
  return direction;
}

function remember(changes: Change[], step: Float64Array, gradient: Float64Array): void {
  const product = innerProduct(step, gradient);
  // Without positive curvature the pair would point uphill.
  if (product <= 1e-12 * innerProduct(gradient, gradient)) return;
  changes.push({step, gradient, product});
  if (changes.length > MEMORY) changes.shift();
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}

function scale(values: Float64Array, factor: number): Float64Array {
  for (let i = 0; i < values.length; i++) values[i] *= factor;
  return values;
}

function addScaled(to: Float64Array, from: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] += factor * from[i];
}
