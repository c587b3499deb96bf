// Logarithms of binomial probabilities, accurate to a few units in the last place of the result:
// the error of Stirling's formula is computed on its own, so nothing large cancels
// (C. Loader 2000, "Fast and accurate computation of binomial probabilities", as in R's dbinom).

/** Below this, n! is a whole number that a double holds exactly (18! < 2^53). */
const EXACT_FACTORIALS = 19;
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Stirling's error of n = 0..18 from n! itself; that of 0 is never asked for. */
const EXACT_ERRORS = Float64Array.from({length: EXACT_FACTORIALS}, (_, n) => {
  let factorial = 1;
  for (let factor = 2; factor <= n; factor++) factorial *= factor;
  return Math.log(factorial) - stirling(n);
});

/** ln n! minus Stirling's n ln n − n + ½ ln(2πn), for a whole n ≥ 1. */
function stirlingError(n: number): number {
  if (n < EXACT_FACTORIALS) return EXACT_ERRORS[n];
  const inverseSquare = 1 / (n * n);
  // Stirling's series; its next term, 1 / (1188 n^9), is below 3e-15 for n ≥ 19.
  const series =
    1 / 12 - inverseSquare * (1 / 360 - inverseSquare * (1 / 1260 - inverseSquare / 1680));
  return series / n;
}

/** ln of the binomial probability of k successes in n trials whose chance of success is p, 0 < p < 1. */
export function logBinomial(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  if (k === 0) return n * Math.log1p(-p);
  if (k === n) return n * Math.log(p);
  const rest = n - k;
  return (
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(rest) -
    deviance(k, n * p) -
    deviance(rest, n * (1 - p)) +
    0.5 * Math.log(n / k / rest / (2 * Math.PI))
  );
}

/** x ln(x / mean) + mean − x without the cancellation that happens near x = mean. */
function deviance(x: number, mean: number): number {
  const difference = x - mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference;
  const ratio = difference / (x + mean);
  let sum = difference * ratio;
  let term = 2 * x * ratio;
  for (let power = 1; ; power++) {
    term *= ratio * ratio;
    const next = sum + term / (2 * power + 1);
    if (next === sum) return sum;
    sum = next;
  }
}

function stirling(n: number): number {
  return n * Math.log(n) - n + 0.5 * Math.log(n) + HALF_LOG_TWO_PI;
}
