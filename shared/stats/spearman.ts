// Spearman's rank correlation: Pearson's correlation of mid-ranks (ties share the mean of their ranks).

/** Mid-ranks from 1 of `values`. Shape (N) → (N). */
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

/** Pearson's correlation of two lists of one length; NaN where one is constant. */
export function pearson(a: Float64Array, b: Float64Array): number {
  const mean = (list: Float64Array) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [a[i] - meanA, b[i] - meanB];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Spearman's correlation of two lists of one length; NaN where one is constant. */
export function spearman(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  return pearson(midRanks(a), midRanks(b));
}
