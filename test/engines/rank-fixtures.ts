// Random networks that rank genes, and random cases for them.
import {
  layoutOf,
  type RankedGenes,
  type RankNetwork,
} from '../../shared/engines/contract/rank-network.ts';
import {createRandom, type Random} from '../../shared/stats/random.ts';

export function randomNetwork(inputs: number, hidden: number, seed: number): RankNetwork {
  const random = createRandom(seed);
  const {size} = layoutOf(inputs, hidden);
  return {inputs, hidden, weights: Float64Array.from({length: size}, () => between(random, 0.7))};
}

export function randomCase(inputs: number, n: number, seed: number): RankedGenes {
  const random = createRandom(seed);
  const features = Float32Array.from({length: n * inputs}, () => between(random, 1));
  const relevant = Uint8Array.from({length: n}, (_, i) => Number(i === 0 || random.next() < 0.2));
  return {features, relevant};
}

const between = (random: Random, extent: number) => extent * (2 * random.next() - 1);
