// The network that ranks pooled genes: two hidden layers of rectified units over the features of one gene, one score out.
import {layoutOf, type RankNetwork} from '../../engines/contract/rank-network.ts';
import type {Random} from '../../stats/random.ts';

/** Random weights, uniform with the variance of He et al. 2015 (equation 10); biases start at zero. */
export function initNetwork(inputs: number, hidden: number, random: Random): RankNetwork {
  const {firstBias, second, secondBias, last, size} = layoutOf(inputs, hidden);
  const weights = new Float64Array(size);
  const fill = (from: number, to: number, fanIn: number) => {
    for (let i = from; i < to; i++) weights[i] = (2 * random.next() - 1) * Math.sqrt(6 / fanIn);
  };
  fill(0, firstBias, inputs);
  fill(second, secondBias, hidden);
  fill(last, size, hidden);
  return {inputs, hidden, weights};
}

/** Scores of n genes with features (n, D), without an engine: enough for a few sets at a time. */
export function scoreGenes(
  {inputs: D, hidden: H, weights}: RankNetwork,
  features: Float32Array,
): Float64Array {
  const {firstBias, second, secondBias, last} = layoutOf(D, H);
  const scores = new Float64Array(features.length / D);
  const sums = new Float64Array(H);
  const units = new Float32Array(H);
  for (let i = 0; i < scores.length; i++) {
    addLayer(sums, weights, 0, firstBias, features, i * D, D);
    rectify(sums, units);
    addLayer(sums, weights, second, secondBias, units, 0, H);
    rectify(sums, units);
    for (let h = 0; h < H; h++) scores[i] += units[h] * weights[last + h];
  }
  return scores;
}

/**
 * sums = bias + Σ_d input[d] · weights[d, ·], four units at a time: their sums stay in registers. Each sum is added in the
 * order of d.
 */
function addLayer(
  sums: Float64Array,
  weights: Float64Array,
  at: number,
  bias: number,
  input: Float32Array,
  from: number,
  count: number,
): void {
  const H = sums.length;
  let h = 0;
  for (; h + 4 <= H; h += 4) {
    let [a, b, c, d] = [
      weights[bias + h],
      weights[bias + h + 1],
      weights[bias + h + 2],
      weights[bias + h + 3],
    ];
    for (let i = 0, row = at + h; i < count; i++, row += H) {
      const value = input[from + i];
      a += value * weights[row];
      b += value * weights[row + 1];
      c += value * weights[row + 2];
      d += value * weights[row + 3];
    }
    sums[h] = a;
    sums[h + 1] = b;
    sums[h + 2] = c;
    sums[h + 3] = d;
  }
  for (; h < H; h++) {
    sums[h] = weights[bias + h];
    for (let i = 0; i < count; i++) sums[h] += input[from + i] * weights[at + i * H + h];
  }
}

function rectify(sums: Float64Array, to: Float32Array): void {
  for (let h = 0; h < sums.length; h++) to[h] = Math.max(0, sums[h]);
}
