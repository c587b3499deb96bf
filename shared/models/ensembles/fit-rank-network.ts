// Fits a rank network to masked validation sets by ListNet's loss (Cao et al. 2007, top-one probabilities): a softmax
// over the pooled genes against the genes that were hidden, each an equal share.
import {
  layoutOf,
  type RankEngine,
  type RankedGenes,
  type RankNetwork,
} from '../../engines/contract/rank-network.ts';
import {batchesOf} from '../../stats/batches-of.ts';
import {createRandom} from '../../stats/random.ts';
import {initNetwork} from './rank-network.ts';

/** One masked set and its pooled genes. */
export interface RankCase extends RankedGenes {
  /** The gene set that was masked; its masks stay together when cases are divided. */
  set: number;
  /** Hidden genes, also those that are not in the pool. */
  hidden: number;
}

export interface FitOptions {
  hiddenUnits: number;
  epochs: number;
  /** At the start; falls linearly to 0. */
  learningRate: number;
  weightDecay: number;
  seed: number;
  onProgress?: (step: number, steps: number) => void;
}

/** Cases of one update. */
const BATCH = 16;
const BETA1 = 0.9;
const BETA2 = 0.999;

/**
 * A network that takes features as they are; needs a case with a hidden gene in its pool. The engine computes gradients,
 * in 32 bits.
 */
export async function fitRankNetwork(
  engine: RankEngine,
  cases: readonly RankCase[],
  inputs: number,
  {hiddenUnits, epochs, learningRate, weightDecay, seed, onProgress}: FitOptions,
): Promise<RankNetwork> {
  const random = createRandom(seed);
  const scale = measureScale(cases, inputs);
  const scaled = cases
    .filter(({relevant}) => relevant.includes(1))
    .map(each => ({...each, features: standardize(each.features, scale)}));
  const network = initNetwork(inputs, hiddenUnits, random);
  const moments = createMoments(network.weights.length);
  const steps = epochs * Math.ceil(scaled.length / BATCH);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const batch of batchesOf(random.shuffle(scaled.slice()), BATCH)) {
      const rate = learningRate * (1 - step / steps);
      const gradient = await engine.rankGradient(network, batch);
      moments.update(network.weights, gradient, rate, weightDecay);
      step++;
      onProgress?.(step, steps);
    }
  }
  return foldScale(network, scale);
}

/** AdamW (Loshchilov & Hutter 2019), bias-corrected. */
function createMoments(size: number) {
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  let step = 0;
  return {
    update(weights: Float64Array, gradient: Float32Array, rate: number, decay: number): void {
      step++;
      const [correct1, correct2] = [1 - BETA1 ** step, 1 - BETA2 ** step];
      for (let i = 0; i < size; i++) {
        first[i] = BETA1 * first[i] + (1 - BETA1) * gradient[i];
        second[i] = BETA2 * second[i] + (1 - BETA2) * gradient[i] ** 2;
        const move = first[i] / correct1 / (Math.sqrt(second[i] / correct2) + 1e-8);
        weights[i] -= rate * (move + decay * weights[i]);
      }
    },
  };
}

interface Scale {
  /** Shape (D). */
  mean: Float64Array;
  /** Standard deviations, 1 where a feature never varies. Shape (D). */
  deviation: Float64Array;
}

function measureScale(cases: readonly RankCase[], D: number): Scale {
  const sum = new Float64Array(D);
  const squares = new Float64Array(D);
  let n = 0;
  for (const {features} of cases) {
    for (let row = 0; row < features.length; row += D) {
      for (let d = 0; d < D; d++) {
        const value = features[row + d];
        sum[d] += value;
        squares[d] += value * value;
      }
    }
    n += features.length / D;
  }
  const mean = sum.map(total => total / n);
  const deviation = squares.map((total, d) => Math.sqrt(Math.max(0, total / n - mean[d] ** 2)));
  return {mean, deviation: deviation.map(sd => (sd > 1e-6 ? sd : 1))};
}

function standardize(features: Float32Array, {mean, deviation}: Scale): Float32Array {
  const D = mean.length;
  const scaled = new Float32Array(features.length);
  for (let row = 0; row < features.length; row += D) {
    for (let d = 0; d < D; d++) scaled[row + d] = (features[row + d] - mean[d]) / deviation[d];
  }
  return scaled;
}

/** The network for features that are not standardized: it gives the scores of `network` on standardized ones. */
function foldScale({inputs: D, hidden: H, weights}: RankNetwork, scale: Scale): RankNetwork {
  const {firstBias} = layoutOf(D, H);
  const folded = weights.slice();
  for (let d = 0; d < D; d++) {
    for (let h = 0; h < H; h++) {
      folded[d * H + h] /= scale.deviation[d];
      folded[firstBias + h] -= scale.mean[d] * folded[d * H + h];
    }
  }
  // Files keep 32 bits: what is scored now is what a reader will score.
  return {inputs: D, hidden: H, weights: folded.map(Math.fround)};
}
