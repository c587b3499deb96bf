import {describe, expect, test} from '@jest/globals';
import {createCoOccurrence} from '../../../shared/models/baselines/co-occurrence.ts';
import {shardOf} from '../gpt/shard.ts';
import {
  engine,
  expectDefinition,
  scoresOf,
  sum,
  TOKENS,
  together,
  training,
} from './expect-definition.ts';

describe('co-occurrence', () => {
  test.each([0, 1, 2.5])(
    'adds the conditional probabilities, smoothed by %d sets',
    async smoothing => {
      const ranker = await createCoOccurrence(training, TOKENS, {smoothing}, engine);
      await expectDefinition(ranker, (gene, prompt) =>
        sum(
          prompt.map(p => {
            const sets = together[p][p] + smoothing;
            const share = together[gene][gene] / training.setIds.length;
            return sets && (together[p][gene] + smoothing * share) / sets;
          }),
        ),
      );
    },
  );

  test('without smoothing the probabilities are frequencies: 1 for a gene always beside the prompt', async () => {
    const sets = shardOf([[1, 2], [1, 2, 3], [3]]);
    const ranker = await createCoOccurrence(sets, 4, {smoothing: 0}, engine);
    const scores = await scoresOf(ranker, Int32Array.of(1));
    expect(scores[2]).toBeCloseTo(1, 10);
    expect(scores[3]).toBeCloseTo(1 / 2, 10);
  });
});
