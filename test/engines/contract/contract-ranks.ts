// Requirements on the network that ranks genes: scores as the formula gives them, gradients as differences of the loss do.
import {describe, expect, test} from '@jest/globals';
import type {Engine} from '../../../shared/engines/contract/engine.ts';
import {
  layoutOf,
  type RankedGenes,
  type RankNetwork,
} from '../../../shared/engines/contract/rank-network.ts';
import {randomCase, randomNetwork} from '../rank-fixtures.ts';

/** Inputs and hidden units: of one vector of registers, of parts of one, of more than one. */
const SHAPES = [
  [27, 16],
  [1, 1],
  [5, 4],
  [33, 19],
  [14, 40],
];

/** Scores in 64 bits. */
function scoresOf({inputs: D, hidden: H, weights}: RankNetwork, features: Float32Array): number[] {
  const at = layoutOf(D, H);
  const layer = (input: ArrayLike<number>, from: number, bias: number) =>
    Array.from({length: H}, (_, h) => {
      let sum = weights[bias + h];
      for (let d = 0; d < input.length; d++) sum += input[d] * weights[from + d * H + h];
      return Math.max(0, sum);
    });
  return Array.from({length: features.length / D}, (_, i) => {
    const first = layer(features.subarray(i * D, (i + 1) * D), at.first, at.firstBias);
    const second = layer(first, at.second, at.secondBias);
    return second.reduce((sum, unit, h) => sum + unit * weights[at.last + h], 0);
  });
}

/** Mean over the cases of −Σ log softmax(score) / count over the hidden genes. */
function lossOf(network: RankNetwork, cases: readonly RankedGenes[]): number {
  const losses = cases.map(({features, relevant}) => {
    const scores = scoresOf(network, features);
    const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
    const wanted = scores.filter((_, i) => relevant[i] === 1);
    return Math.log(sum) - wanted.reduce((total, score) => total + score, 0) / wanted.length;
  });
  return losses.reduce((total, loss) => total + loss) / cases.length;
}

/** The central difference by one weight, of a step at which a unit's switch between is rare. */
function differenceBy(i: number, network: RankNetwork, cases: readonly RankedGenes[]): number {
  const step = 1e-6;
  const lossAt = (moved: number) =>
    lossOf({...network, weights: network.weights.with(i, moved)}, cases);
  return (lossAt(network.weights[i] + step) - lossAt(network.weights[i] - step)) / (2 * step);
}

export function describeRanks(engine: () => Promise<Engine>): void {
  describe('the network that ranks genes', () => {
    test.each(SHAPES)('has the scores of the formula: %d inputs, %d units', async (D, H) => {
      const network = randomNetwork(D, H, D + H);
      for (const n of [0, 1, 7, 300]) {
        const {features} = randomCase(D, n, n);
        const expected = scoresOf(network, features);
        const scale = Math.max(1, ...expected.map(Math.abs));
        const found = await (await engine()).rankScores(network, features);
        expect(found.length).toBe(n);
        found.forEach((score, i) => {
          expect(Math.abs(score - expected[i])).toBeLessThan(2e-6 * scale);
        });
      }
    });

    test.each(SHAPES)('has the gradient of differences: %d inputs, %d units', async (D, H) => {
      const network = randomNetwork(D, H, 3 * D + H);
      const cases = [9, 1, 14].map((n, i) => randomCase(D, n, 40 * D + i));
      const found = await (await engine()).rankGradient(network, cases);
      const {size} = layoutOf(D, H);
      expect(found.length).toBe(size);
      const scale = Math.max(...found.map(Math.abs));
      // Of many weights some sixty, and the last ones, are enough.
      const stride = Math.ceil(size / 60);
      for (let i = (size - 1) % stride; i < size; i += stride) {
        const expected = differenceBy(i, network, cases);
        expect(Math.abs(found[i] - expected)).toBeLessThan(2e-5 * scale);
      }
    });

    test('refuses what does not fit together', async () => {
      const loaded = await engine();
      const network = randomNetwork(2, 3, 1);
      const fitting = randomCase(2, 4, 1);
      const gradient = (change: Partial<RankedGenes>) =>
        loaded.rankGradient(network, [{...fitting, ...change}]);
      await expect(loaded.rankScores({...network, hidden: 4}, fitting.features)).rejects.toThrow(
        '24 weights for 2 inputs and 4 hidden units: expected 36',
      );
      await expect(loaded.rankScores(network, new Float32Array(3))).rejects.toThrow(
        '3 features are no rows of 2',
      );
      const {features: gone} = randomCase(2, 4, 1);
      structuredClone(gone.buffer, {transfer: [gone.buffer]});
      await expect(loaded.rankScores(network, gone)).rejects.toThrow('features has no memory');
      await expect(loaded.rankGradient(network, [])).rejects.toThrow('expected at least one');
      await expect(gradient({features: new Float32Array(6)})).rejects.toThrow(
        'case 0 has features of 3 genes and marks of 4',
      );
      await expect(gradient({relevant: new Uint8Array(4)})).rejects.toThrow(
        'case 0 has no hidden gene',
      );
      await expect(gradient({relevant: Uint8Array.of(1, 2, 0, 0)})).rejects.toThrow(
        'case 0 has the mark 2',
      );
    });
  });
}
