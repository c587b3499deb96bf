// How well one list of numbers gives another: by any line (Pearson) and as it stands (R²).

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

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
