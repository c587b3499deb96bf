// Exact whole-number arithmetic that the fast floating-point code is held against.
import type {OverlapCounts} from '../../shared/stats/hypergeometric.ts';

/** "n choose k" as a whole number. */
export function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let result = 1n;
  for (let i = 1; i <= k; i++) result = (result * BigInt(n - k + i)) / BigInt(i);
  return result;
}

/** log10 of a positive whole number of any size. */
export function log10Of(value: bigint): number {
  const digits = value.toString();
  return Math.log10(Number(`0.${digits.slice(0, 20)}`)) + digits.length;
}

/** log10 P(X ≥ overlap) from the ratio of exact counts of draws. */
export function exactLog10Tail({overlap, setSize, drawn, backgroundSize}: OverlapCounts): number {
  let favourable = 0n;
  for (let x = overlap; x <= Math.min(setSize, drawn); x++) {
    favourable += choose(setSize, x) * choose(backgroundSize - setSize, drawn - x);
  }
  return log10Of(favourable) - log10Of(choose(backgroundSize, drawn));
}
