// Piecewise linear functions given by points, constant beyond the first and the last.

/** The value at x of the function through (knots[i], values[i]), knots ascending, at least one. */
export function interpolate(
  knots: ArrayLike<number>,
  values: ArrayLike<number>,
  x: number,
): number {
  const {below, share} = placeAmong(knots, x);
  if (share === 0) return values[below];
  return values[below] * (1 - share) + values[below + 1] * share;
}

/** The knot at or below x (the first for smaller x), and how far x is on the way to the next, 0..1. */
export function placeAmong(knots: ArrayLike<number>, x: number): {below: number; share: number} {
  let below = 0;
  while (below + 1 < knots.length && knots[below + 1] <= x) below++;
  if (below + 1 === knots.length || x <= knots[below]) return {below, share: 0};
  return {below, share: (x - knots[below]) / (knots[below + 1] - knots[below])};
}
