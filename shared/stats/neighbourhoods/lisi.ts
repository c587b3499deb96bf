// Local inverse Simpson's index (LISI; Korsunsky et al. 2019, Nat. Methods 16:1289): the effective number of batches around
// a cell, its neighbours weighed by a Gaussian-like kernel of fixed perplexity; as harmonypy's compute_lisi.
import {countValues} from '../group-by.ts';
import type {Neighbours} from '../nearest-neighbours.ts';

/** How near the kernel's entropy comes to log(perplexity), in nats, and steps of the search at most: the reference's. */
const TOLERANCE = 1e-5;
const MOST_STEPS = 50;

/** Neighbours looked at, as many as the reference implementation: three perplexities, the cell itself among them. */
export function lisiNeighbours(perplexity: number): number {
  return 3 * perplexity - 1;
}

/**
 * 1 / Σ p² over the batches of each point's neighbours, from 1 (all of one batch) to the number of batches.
 * `batches`: of each point, shape (points). `perplexity`: effective number of neighbours. Shape (points).
 */
export function inverseSimpson(
  {rows, distances, k}: Neighbours,
  batches: ArrayLike<number>,
  perplexity: number,
): Float64Array {
  return Float64Array.from({length: rows.length / k}, (_, point) => {
    const weights = kernelWeights(distances.subarray(point * k, (point + 1) * k), perplexity);
    const shares = new Map<number, number>();
    weights.forEach((weight, i) => {
      const batch = batches[rows[point * k + i]];
      shares.set(batch, (shares.get(batch) ?? 0) + weight);
    });
    return 1 / Array.from(shares.values()).reduce((sum, share) => sum + share * share, 0);
  });
}

/** The index to be expected where batches are mixed evenly: 1 / Σ share². */
export function evenMixing(batches: ArrayLike<number>): number {
  const counts = countValues(Array.from(batches));
  const squares = Array.from(counts.values(), count => (count / batches.length) ** 2);
  return 1 / squares.reduce((a, b) => a + b, 0);
}

/** exp(−β·distance) as shares, β such that their entropy is log(perplexity). Shape (neighbours). */
function kernelWeights(distances: Float64Array, perplexity: number): Float64Array {
  let [low, high, beta] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 1];
  let found = kernelAt(distances, beta);
  for (let step = 0; step < MOST_STEPS; step++) {
    const over = found.entropy - Math.log(perplexity);
    if (Math.abs(over) < TOLERANCE) break;
    if (over > 0) {
      low = beta;
      beta = Number.isFinite(high) ? (beta + high) / 2 : beta * 2;
    } else {
      high = beta;
      beta = Number.isFinite(low) ? (beta + low) / 2 : beta / 2;
    }
    found = kernelAt(distances, beta);
  }
  return found.weights;
}

function kernelAt(distances: Float64Array, beta: number) {
  // From the nearest on, so that far points leave no sum of 0; shares are the same.
  const raw = distances.map(distance => Math.exp(-beta * (distance - distances[0])));
  const sum = raw.reduce((a, b) => a + b, 0);
  const weights = raw.map(weight => weight / sum);
  const entropy = -weights.reduce((total, p) => total + (p > 0 ? p * Math.log(p) : 0), 0);
  return {weights, entropy};
}
