// Energy distance of two samples, 2 E|X − Y| − E|X − X′| − E|Y − Y′|, without bias: a point is not paired with itself
// (Székely & Rizzo 2013, J. Stat. Plan. Inference 143:1249). It is 0 on average for two samples of one population, and may
// then be below 0. A sample may be resampled without its distances being computed again.

/** Distances of points that stand there `rows[i]` and `columns[j]` times, row-major. Shape (rows, columns). */
export function meanDistance(
  distances: Float64Array,
  rows: ArrayLike<number>,
  columns: ArrayLike<number>,
): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] === 0) continue;
    let inner = 0;
    const from = i * columns.length;
    for (let j = 0; j < columns.length; j++) inner += distances[from + j] * columns[j];
    sum += rows[i] * inner;
  }
  return sum / (total(rows) * total(columns));
}

/** Mean distance of two different points of a sample; NaN for fewer than two. `distances`: shape (n, n). */
export function meanDistanceWithin(distances: Float64Array, weights: ArrayLike<number>): number {
  let same = 0;
  for (let i = 0; i < weights.length; i++) same += weights[i] ** 2;
  const pairs = total(weights) ** 2;
  // Copies of one point are at distance 0, and no pair.
  return (meanDistance(distances, weights, weights) * pairs) / (pairs - same);
}

/** From the mean distances across, and within either sample. */
export function energyDistance(across: number, withinOne: number, withinOther: number): number {
  return 2 * across - withinOne - withinOther;
}

function total(weights: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i];
  return sum;
}
