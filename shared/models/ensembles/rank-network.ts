// The network that ranks pooled genes: two hidden layers of rectified units over the features of one gene, one score out.
import type {Random} from '../../stats/random.ts';
import {layoutOf, type RankNetwork} from './network-shape.ts';

/** Hidden units of n genes, kept for the backward pass. Shapes (n, H). */
export interface Activations {
  first: Float32Array;
  second: Float32Array;
}

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

/** Scores of n genes with features (n, D); `kept` takes the hidden units. */
export function scoreGenes(
  {inputs: D, hidden: H, weights}: RankNetwork,
  features: Float32Array,
  kept: Activations = {
    first: new Float32Array((features.length / D) * H),
    second: new Float32Array((features.length / D) * H),
  },
): Float64Array {
  const {firstBias, second, secondBias, last} = layoutOf(D, H);
  const scores = new Float64Array(features.length / D);
  const sums = new Float64Array(H);
  for (let i = 0; i < scores.length; i++) {
    addLayer(sums, weights, 0, firstBias, features, i * D, D);
    rectify(sums, kept.first, i * H);
    addLayer(sums, weights, second, secondBias, kept.first, i * H, H);
    rectify(sums, kept.second, i * H);
    let score = 0;
    for (let h = 0; h < H; h++) score += kept.second[i * H + h] * weights[last + h];
    scores[i] = score;
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

function rectify(sums: Float64Array, to: Float32Array, from: number): void {
  for (let h = 0; h < sums.length; h++) to[from + h] = Math.max(0, sums[h]);
}

/** Adds the gradient of the weights to `gradient`, given that of the n scores. */
export function addGradient(
  {inputs: D, hidden: H, weights}: RankNetwork,
  features: Float32Array,
  {first, second}: Activations,
  scoreGradient: Float64Array,
  gradient: Float64Array,
): void {
  const layout = layoutOf(D, H);
  const toSecond = new Float64Array(H);
  const toFirst = new Float64Array(H);
  for (let i = 0; i < scoreGradient.length; i++) {
    const slope = scoreGradient[i];
    for (let h = 0; h < H; h++) {
      const unit = second[i * H + h];
      gradient[layout.last + h] += slope * unit;
      toSecond[h] = unit > 0 ? slope * weights[layout.last + h] : 0;
      gradient[layout.secondBias + h] += toSecond[h];
    }
    for (let d = 0; d < H; d++) {
      const unit = first[i * H + d];
      toFirst[d] = 0;
      if (unit <= 0) continue;
      const row = layout.second + d * H;
      let sum = 0;
      for (let h = 0; h < H; h++) {
        gradient[row + h] += unit * toSecond[h];
        sum += toSecond[h] * weights[row + h];
      }
      toFirst[d] = sum;
      gradient[layout.firstBias + d] += sum;
    }
    for (let d = 0; d < D; d++) {
      const value = features[i * D + d];
      const row = d * H;
      for (let h = 0; h < H; h++) gradient[row + h] += value * toFirst[h];
    }
  }
}
