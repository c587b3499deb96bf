// The chance of as many hits by genes that are just as popular: every named gene is replaced by a random one of its
// popularity bin, without repetition. The hits of a bin are then hypergeometric, and their sum over the bins is the
// convolution of these distributions: exact, without drawing anything.
import {hypergeometricDistribution} from '../stats/hypergeometric.ts';

/** The genes of one bin: all that could be named, those of them that are hidden, and those named. */
export interface BinCounts {
  size: number;
  heldOut: number;
  named: number;
}

/** P(X = x) of the hits of one bin, for x = 0..min(heldOut, named). */
type DistributionOf = (bin: BinCounts) => Float64Array;

/** P(X ≥ overlap) of X = the hits of all bins together. */
export function matchedTail(
  overlap: number,
  bins: readonly BinCounts[],
  distributionOf: DistributionOf = distributionOfHits,
): number {
  if (overlap <= 0) return 1;
  let distribution = Float64Array.of(1);
  for (const bin of bins) {
    if (bin.heldOut === 0 || bin.named === 0) continue;
    distribution = convolve(distribution, distributionOf(bin));
  }
  // Summed from the small end, so that a small tail keeps its digits.
  let tail = 0;
  for (let hits = distribution.length - 1; hits >= overlap; hits--) tail += distribution[hits];
  return Math.min(1, tail);
}

function distributionOfHits({size, heldOut, named}: BinCounts): Float64Array {
  return hypergeometricDistribution({setSize: heldOut, drawn: named, backgroundSize: size});
}

/** The same, each computed once: of many sets and methods most have the counts of another. */
export function rememberDistributions(): DistributionOf {
  const known = new Map<string, Float64Array>();
  return bin => {
    const key = `${bin.size} ${bin.heldOut} ${bin.named}`;
    const distribution = known.get(key) ?? distributionOfHits(bin);
    known.set(key, distribution);
    return distribution;
  };
}

/** Distribution of the sum of two independent counts. */
function convolve(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  const sum = new Float64Array(a.length + b.length - 1);
  for (let i = 0; i < a.length; i++) {
    if (a[i] === 0) continue;
    for (let j = 0; j < b.length; j++) sum[i + j] += a[i] * b[j];
  }
  return sum;
}
