import {describe, expect, test} from '@jest/globals';
import {
  createNearestSets,
  type NearestSetsOptions,
} from '../../../shared/models/baselines/nearest-sets.ts';
import {topIndices} from '../../../shared/stats/score-order.ts';
import {shardOf} from '../gpt/shard.ts';
import {
  engine,
  expectDefinition,
  scoresOf,
  sets,
  sum,
  TOKENS,
  together,
  training,
} from './expect-definition.ts';
import {smallSets} from './small-training.ts';

const prompt = Int32Array.of(2, 3);

const rankSmall = (options: NearestSetsOptions) =>
  createNearestSets(shardOf(smallSets), 9, options, engine);

describe('nearest sets', () => {
  test('adds the squared cosines of the sets that hold a gene', async () => {
    const scores = await scoresOf(await rankSmall({power: 2, idf: false}), prompt);
    // Set 0 shares 2 of its 4 genes, set 1 shares 1 of its 3: cos² = 4 / (2 · 4) and 1 / (2 · 3).
    expect(scores[1]).toBeCloseTo(1 / 2 + 1 / 6, 10);
    expect(scores[4]).toBeCloseTo(1 / 2, 10);
    expect(scores[5]).toBeCloseTo(1 / 6, 10);
  });

  test('puts genes without a vote last, by popularity, and the prompt nowhere', async () => {
    const scores = await scoresOf(await rankSmall({power: 2, idf: false}), prompt);
    expect([...topIndices(scores, 9)]).toEqual([1, 4, 5, 6, 7, 8]);
    expect([scores[0], scores[2], scores[3]]).toEqual([-Infinity, -Infinity, -Infinity]);
  });

  test('parts equal votes by popularity', async () => {
    const training = shardOf([
      [1, 2, 3],
      [3, 4],
    ]);
    const ranker = await createNearestSets(training, 5, {power: 2, idf: false}, engine);
    const scores = await scoresOf(ranker, Int32Array.of(1));
    expect([...topIndices(scores, 4)]).toEqual([3, 2, 4]);
  });

  test('weights the cosine by inverse set frequency where asked', async () => {
    const scores = await scoresOf(await rankSmall({power: 4, idf: true}), prompt);
    // ln(4 sets / sets with the gene): gene 1 in three sets, 2 and 5 in two, 3 and 4 in one.
    const [one, two, three] = [4 / 3, 4 / 2, 4 / 1].map(ratio => Math.log(ratio) ** 2);
    const promptNorm = two + three;
    const first = (two + three) / Math.sqrt(promptNorm * (one + two + three + three));
    const second = two / Math.sqrt(promptNorm * (one + two + two));
    expect(scores[1]).toBeCloseTo(first ** 4 + second ** 4, 10);
    expect(scores[4]).toBeCloseTo(first ** 4, 10);
    expect(scores[5]).toBeCloseTo(second ** 4, 10);
  });

  test('does not remember the prompt before', async () => {
    const ranker = await rankSmall({power: 2, idf: true});
    const first = await scoresOf(ranker, prompt);
    await scoresOf(ranker, Int32Array.of(6, 1));
    expect(await scoresOf(ranker, prompt)).toEqual(first);
  });

  test('a gene of every set casts no weighted vote', async () => {
    const everywhere = shardOf([[1, 2], [1, 3], [1]]);
    const ranker = await createNearestSets(everywhere, 4, {power: 2, idf: true}, engine);
    const scores = await scoresOf(ranker, Int32Array.of(1));
    expect(scores.every(score => score < 1e-90)).toBe(true);
  });

  const weightOf = (idf: boolean, gene: number) =>
    idf ? Math.log(sets.length / Math.max(1, together[gene][gene])) ** 2 : 1;
  const norm = (idf: boolean, genes: number[]) =>
    Math.sqrt(sum(genes.map(gene => weightOf(idf, gene))));

  for (const idf of [false, true]) {
    test.each([1, 2, 2.5, 3, 4, 6])(`adds cosines to the power %d, idf ${idf}`, async power => {
      const ranker = await createNearestSets(training, TOKENS, {power, idf}, engine);
      await expectDefinition(ranker, (gene, prompt) =>
        sum(
          sets
            .filter(set => set.includes(gene))
            .map(set => {
              const shared = prompt.filter(token => set.includes(token));
              const dot = sum(shared.map(token => weightOf(idf, token)));
              return (dot / (norm(idf, prompt) * norm(idf, set))) ** power;
            }),
        ),
      );
    });
  }
});
