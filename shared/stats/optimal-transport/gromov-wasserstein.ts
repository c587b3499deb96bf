// Gromov–Wasserstein distance between two lists of points, from the distances within each alone (Mémoli 2011, Found.
// Comput. Math. 11:417): the least Σ_ijkl |C(i,k) − D(j,l)|² T(i,j) T(k,l) over couplings T of uniform weights.
// Conditional gradient with exact transport and exact line search (Peyré, Cuturi & Solomon 2016, ICML; Vayer et al.
// 2019, ICML, algorithm 1), as POT's `gromov_wasserstein` with loss_fun='square_loss'. The problem is not convex: what
// is found is an upper bound, the best of the starts.
import {innerProduct, multiply, transpose} from '../dense-product.ts';
import {type Corners, createCorners, type MetricPair} from './corners.ts';
import {createTransport, type Transport} from './transport.ts';

/**
 * `product`: every pair alike (POT's default); `profile`: points matched by the sorted distances to all others
 * (Mémoli's third lower bound), which finds copies that were only moved, turned or reordered.
 */
export type CouplingStart = 'product' | 'profile';

export interface GromovOptions {
  /** The best result of these starts is given. */
  starts: readonly CouplingStart[];
  /** Most steps from each start. */
  maxIterations: number;
  /** Ends when a step lowers the cost by less than this share of it. */
  tolerance: number;
}

export interface GromovResult {
  /** Σ |C(i,k) − D(j,l)|² T(i,j) T(k,l): the square of the distance; POT's `gromov_wasserstein2`. */
  cost: number;
  iterations: number;
  start: CouplingStart;
  /** T, row-major; rows sum to 1/n, columns to 1/m. Shape (n, m). */
  coupling: Float64Array;
}

/** POT's settings, and both starts. */
export const GROMOV_DEFAULTS: GromovOptions = {
  starts: ['product', 'profile'],
  maxIterations: 1000,
  tolerance: 1e-9,
};
/** A step of this share of the two lists' mean squares is rounding. */
const ROUNDING = 1e-13;

/** The coupling of least cost that conditional gradient finds; under a tenth of a second a step for 500 by 500 points. */
export function gromovWasserstein(
  pair: MetricPair,
  {starts, maxIterations, tolerance}: GromovOptions = GROMOV_DEFAULTS,
): GromovResult {
  checkPair(pair);
  const transport = uniformTransport(pair);
  const found = starts.map(start => {
    const corners = createCorners(pair);
    const first = start === 'product' ? productStart(pair) : profileStart(pair, transport, corners);
    return {...descend(first, {pair, transport, corners}, maxIterations, tolerance), start};
  });
  return found.reduce((best, other) => (other.cost < best.cost ? other : best));
}

/** The part of the cost that no coupling of uniform weights changes: mean C² + mean D². */
export function constantCost({C, D}: MetricPair): number {
  return innerProduct(C, C) / C.length + innerProduct(D, D) / D.length;
}

/** A coupling T and C·T·D. Each of shape (n, m). */
interface Place {
  coupling: Float64Array;
  product: Float64Array;
}

/** What a descent goes by. */
interface Surroundings {
  pair: MetricPair;
  transport: Transport;
  corners: Corners;
}

function descend(
  {coupling, product}: Place,
  {pair, transport, corners}: Surroundings,
  maxIterations: number,
  tolerance: number,
) {
  const constant = constantCost(pair);
  // C·T·D is linear in T, so a step needs only that of the corner it goes to.
  const negated = new Float64Array(product.length);
  let cost = constant - 2 * innerProduct(product, coupling);
  let iterations = 0;
  while (iterations < maxIterations) {
    iterations++;
    // The gradient's other terms are the same for all couplings of the same weights.
    for (let i = 0; i < negated.length; i++) negated[i] = -product[i];
    corners.moveTo(transport.solve(negated));
    const step = lineSearch(coupling, corners.coupling, product, corners.product);
    moveTowards(coupling, corners.coupling, step);
    moveTowards(product, corners.product, step);
    const next = constant - 2 * innerProduct(product, coupling);
    const gain = cost - next;
    cost = next;
    if (gain <= tolerance * Math.abs(cost) || gain <= ROUNDING * constant) break;
  }
  return {cost: Math.max(cost, 0), iterations, coupling};
}

/** The step in 0..1 from T towards X of least cost: the cost along it is a parabola. */
function lineSearch(
  T: Float64Array,
  X: Float64Array,
  CTD: Float64Array,
  CXD: Float64Array,
): number {
  let curve = 0;
  let slope = 0;
  for (let i = 0; i < T.length; i++) {
    const move = X[i] - T[i];
    curve -= 2 * (CXD[i] - CTD[i]) * move;
    slope -= 4 * CTD[i] * move;
  }
  if (curve > 0) return Math.min(1, Math.max(0, -slope / (2 * curve)));
  return curve + slope < 0 ? 1 : 0;
}

function moveTowards(from: Float64Array, to: Float64Array, step: number): void {
  for (let i = 0; i < from.length; i++) from[i] += step * (to[i] - from[i]);
}

/** Transport of uniform weights in whole masses: m/g for each row, n/g for each column, g their common divisor. */
function uniformTransport({n, m}: MetricPair): Transport {
  const g = commonDivisor(n, m);
  return createTransport(new Float64Array(n).fill(m / g), new Float64Array(m).fill(n / g));
}

/** All pairs alike: C·T·D is an outer product of the rows' means. */
function productStart({n, m, C, D}: MetricPair): Place {
  const [ofRows, ofColumns] = [rowMeans(C, n), rowMeans(D, m)];
  const product = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) product[i * m + j] = ofRows[i] * ofColumns[j];
  }
  return {coupling: new Float64Array(n * m).fill(1 / (n * m)), product};
}

function rowMeans(matrix: Float64Array, size: number): Float64Array {
  return Float64Array.from({length: size}, (_, row) => {
    let sum = 0;
    for (let at = row * size; at < (row + 1) * size; at++) sum += matrix[at];
    return sum / size;
  });
}

function profileStart({n, m, C, D}: MetricPair, transport: Transport, corners: Corners): Place {
  const width = Math.max(n, m);
  const profiles = transpose(sortedRows(D, m, width), m, width);
  const likeness = multiply(sortedRows(C, n, width), profiles, n, width, m);
  corners.moveTo(transport.solve(likeness.map(value => -value)));
  return {coupling: corners.coupling.slice(), product: corners.product.slice()};
}

/** Quantiles of each row's values. Shape (size, width). */
function sortedRows(distances: Float64Array, size: number, width: number): Float64Array {
  const sorted = new Float64Array(size * width);
  for (let row = 0; row < size; row++) {
    const values = distances.slice(row * size, (row + 1) * size).sort();
    for (let q = 0; q < width; q++) {
      sorted[row * width + q] = values[Math.floor(((q + 0.5) / width) * size)];
    }
  }
  return sorted;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function checkPair({n, m, C, D}: MetricPair): void {
  if (n < 1 || m < 1 || C.length !== n * n || D.length !== m * m) {
    throw new Error(
      `Gromov–Wasserstein compares distances of shapes (n, n) and (m, m), n = ${n}, m = ${m}; found ${C.length} and ${D.length} values.`,
    );
  }
}
