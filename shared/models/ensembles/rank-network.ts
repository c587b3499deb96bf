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

/** sums = bias + Σ_d input[d] · weights[d, ·]. */
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
  for (let h = 0; h < H; h++) sums[h] = weights[bias + h];
  for (let d = 0; d < count; d++) {
    const value = input[from + d];
    // Half of the hidden units are zero.
    if (value === 0) continue;
    const row = at + d * H;
    for (let h = 0; h < H; h++) sums[h] += value * weights[row + h];
  }
}

function rectify(sums: Float64Array, to: Float32Array): void {
  for (let h = 0; h < sums.length; h++) to[h] = Math.max(0, sums[h]);
}
