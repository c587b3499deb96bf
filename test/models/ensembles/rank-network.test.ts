import {describe, expect, test} from '@jest/globals';
import {layoutOf} from '../../../shared/engines/contract/rank-network.ts';
import {loadEngine} from '../../../shared/engines/load.ts';
import {fitRankNetwork, type RankCase} from '../../../shared/models/ensembles/fit-rank-network.ts';
import {initNetwork, scoreCases} from '../../../shared/models/ensembles/rank-network.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const D = 5;
const H = 4;
const {engine} = await loadEngine('auto');

function randomCase(seed: number, n = 12): RankCase {
  const random = createRandom(seed);
  const features = Float32Array.from({length: n * D}, () => 2 * random.next() - 1);
  const relevant = Uint8Array.from({length: n}, (_, i) => Number(i % 4 === 0));
  return {set: seed, hidden: 3, features, relevant};
}

describe('a rank network', () => {
  test('scores as two layers of rectified units do', async () => {
    const network = initNetwork(D, H, createRandom(3));
    const {weights} = network;
    const at = layoutOf(D, H);
    for (let h = 0; h < H; h++) weights[at.firstBias + h] = 0.1 * h;
    const {features} = randomCase(1, 1);
    const layer = (input: number[], from: number, bias: number) =>
      Array.from({length: H}, (_, h) =>
        Math.max(
          0,
          weights[bias + h] + input.reduce((sum, x, d) => sum + x * weights[from + d * H + h], 0),
        ),
      );
    const first = layer([...features], at.first, at.firstBias);
    const second = layer(first, at.second, at.secondBias);
    const score = second.reduce((sum, unit, h) => sum + unit * weights[at.last + h], 0);
    const [scores] = await scoreCases(engine, network, [{features}]);
    expect(scores[0]).toBeCloseTo(score, 6);
  });

  test('learns what no single feature tells: genes that exactly one of two members ranks high', async () => {
    const random = createRandom(11);
    const cases = Array.from({length: 200}, (_, set): RankCase => {
      const features = Float32Array.from(
        {length: 20 * 2},
        () => 3 + 10 * Number(random.next() < 0.5),
      );
      const relevant = Uint8Array.from({length: 20}, (_, i) =>
        Number(features[2 * i] !== features[2 * i + 1]),
      );
      return {set, hidden: 10, features, relevant};
    });
    const options = {hiddenUnits: 8, epochs: 40, learningRate: 0.02, weightDecay: 0, seed: 1};
    const network = await fitRankNetwork(engine, cases.slice(0, 150), 2, options);
    const [apart, alike] = await scoreCases(engine, network, [
      {features: Float32Array.of(3, 13, 13, 3)},
      {features: Float32Array.of(3, 3, 13, 13)},
    ]);
    expect(Math.min(...apart)).toBeGreaterThan(Math.max(...alike) + 1);
  });

  test('comes out the same from the same seed, and keeps only what 32 bits hold', async () => {
    const cases = [1, 2, 3, 4, 5].map(seed => randomCase(seed));
    const options = {hiddenUnits: H, epochs: 2, learningRate: 0.01, weightDecay: 0.1};
    const fitted = (seed: number) => fitRankNetwork(engine, cases, D, {...options, seed});
    const [a, b] = [await fitted(4), await fitted(4)];
    expect(a.weights).toEqual(b.weights);
    expect(a.weights).toEqual(Float64Array.from(Float32Array.from(a.weights)));
    expect((await fitted(5)).weights).not.toEqual(a.weights);
  });
});
