// How well one list of numbers gives another: by any line (Pearson), by order (Spearman) and as it stands (R²).

/** Pearson's correlation; NaN where either list is constant or they are empty. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i] - meanX, y[i] - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xy / Math.sqrt(xx * yy);
}

/**
 * Coefficient of determination, 1 − Σ(y − x)² / Σ(y − ȳ)², of predictions x of y as they are, no line fitted: at most 1,
 * below 0 where the mean of y predicts better. NaN where y is constant.
 */
export function rSquared(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  const mean = meanOf(actual);
  let [residual, total] = [0, 0];
  for (let i = 0; i < actual.length; i++) {
    residual += (actual[i] - predicted[i]) ** 2;
    total += (actual[i] - mean) ** 2;
  }
  return total === 0 ? Number.NaN : 1 - residual / total;
}

/** Spearman's rank correlation: Pearson's of mid-ranks; NaN where either list is constant. */
export function spearman(x: Float32Array | Float64Array, y: Float32Array | Float64Array): number {
  return pearson(midRanks(x), midRanks(y));
}

/** Ranks from 1; equal values share the mean of their ranks. Shape (N) → (N). */
export function midRanks(values: Float32Array | Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) ranks[order[i]] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
