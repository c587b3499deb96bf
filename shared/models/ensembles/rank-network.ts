// The network that ranks pooled genes: two hidden layers of rectified units over the features of one gene, one score out.
import {
  layoutOf,
  type RankEngine,
  type RankedGenes,
  type RankNetwork,
} from '../../engines/contract/rank-network.ts';
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

/** Scores of each case's genes, whose features have the shape (n, D), by one network. Shapes (n). */
export async function scoreCases(
  engine: RankEngine,
  network: RankNetwork,
  cases: readonly Pick<RankedGenes, 'features'>[],
): Promise<Float64Array[]> {
  const scores: Float64Array[] = [];
  for (const {features} of cases) {
    scores.push(Float64Array.from(await engine.rankScores(network, features)));
  }
  return scores;
}
