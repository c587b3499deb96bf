import {describe, expect, test} from '@jest/globals';
import {predictByChance} from '../../../shared/models/baselines/chance.ts';
import {indexGenes} from '../../../shared/models/baselines/gene-index.ts';
import {
  createNearestSets,
  createNearestSetsRanker,
} from '../../../shared/models/baselines/nearest-sets.ts';
import {createPopularityRanker} from '../../../shared/models/baselines/popularity.ts';
import {createMaxJaccard} from '../../../shared/models/baselines/set-similarity.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {topIndices} from '../../../shared/stats/score-order.ts';
import {shardOf} from '../gpt/shard.ts';
import {smallIndex, smallSets} from './small-training.ts';

const prompt = Int32Array.of(2, 3);

describe('popularity', () => {
  test('scores by the share of training sets, whatever the prompt', () => {
    const scores = createPopularityRanker(smallIndex()).rank(prompt);
    expect([...scores]).toEqual([-Infinity, 0.75, -Infinity, -Infinity, 0.25, 0.5, 0.5, 0.5, 0]);
  });
});

describe('nearest sets', () => {
  test('adds the squared cosines of the sets that hold a gene', () => {
    const scores = createNearestSetsRanker(smallIndex(), {power: 2, idf: false}).rank(prompt);
    // Set 0 shares 2 of its 4 genes, set 1 shares 1 of its 3: cos² = 4 / (2 · 4) and 1 / (2 · 3).
    expect(scores[1]).toBeCloseTo(1 / 2 + 1 / 6, 10);
    expect(scores[4]).toBeCloseTo(1 / 2, 10);
    expect(scores[5]).toBeCloseTo(1 / 6, 10);
  });

  test('puts genes without a vote last, by popularity, and the prompt nowhere', () => {
    const scores = createNearestSetsRanker(smallIndex(), {power: 2, idf: false}).rank(prompt);
    expect([...topIndices(scores, 9)]).toEqual([1, 4, 5, 6, 7, 8]);
    expect([scores[0], scores[2], scores[3]]).toEqual([-Infinity, -Infinity, -Infinity]);
  });

  test('parts equal votes by popularity', () => {
    const training = shardOf([
      [1, 2, 3],
      [3, 4],
    ]);
    const ranker = createNearestSets(training, 5, {power: 2, idf: false});
    const scores = ranker.rank(Int32Array.of(1));
    expect([...topIndices(scores, 4)]).toEqual([3, 2, 4]);
  });

  test('weights the cosine by inverse set frequency where asked', () => {
    const scores = createNearestSetsRanker(smallIndex(), {power: 4, idf: true}).rank(prompt);
    // ln(4 sets / sets with the gene): gene 1 in three sets, 2 and 5 in two, 3 and 4 in one.
    const [one, two, three] = [4 / 3, 4 / 2, 4 / 1].map(ratio => Math.log(ratio) ** 2);
    const promptNorm = two + three;
    const first = (two + three) / Math.sqrt(promptNorm * (one + two + three + three));
    const second = two / Math.sqrt(promptNorm * (one + two + two));
    expect(scores[1]).toBeCloseTo(first ** 4 + second ** 4, 10);
    expect(scores[4]).toBeCloseTo(first ** 4, 10);
    expect(scores[5]).toBeCloseTo(second ** 4, 10);
  });

  test('does not remember the prompt before', () => {
    const ranker = createNearestSetsRanker(smallIndex(), {power: 2, idf: true});
    const first = ranker.rank(prompt);
    ranker.rank(Int32Array.of(6, 1));
    expect(ranker.rank(prompt)).toEqual(first);
  });

  test('agrees with the formula worked out set by set on random data', () => {
    const random = createRandom(4);
    const sets = Array.from({length: 40}, () => [
      ...random.shuffle(Array.from({length: 30}, (_, i) => i + 1)).slice(0, 2 + random.int(10)),
    ]);
    const query = [5, 9, 12, 30];
    const ranker = createNearestSetsRanker(indexGenes(shardOf(sets), 31), {power: 3, idf: false});
    const scores = ranker.rank(Int32Array.from(query));
    for (let gene = 1; gene <= 30; gene++) {
      if (query.includes(gene)) continue;
      const expected = sets
        .filter(set => set.includes(gene))
        .map(set => set.filter(member => query.includes(member)).length / Math.sqrt(4 * set.length))
        .reduce((sum, cosine) => sum + cosine ** 3, 0);
      expect(scores[gene]).toBeCloseTo(expected, 9);
    }
  });

  test('a gene of every set casts no weighted vote', () => {
    const index = indexGenes(shardOf([[1, 2], [1, 3], [1]]), 4);
    const scores = createNearestSetsRanker(index, {power: 2, idf: true}).rank(Int32Array.of(1));
    expect(scores.every(score => score < 1e-90)).toBe(true);
  });
});

describe('chance', () => {
  const set = (setId: number) => ({
    ...{setId, library: 'toy', outsideVocabulary: 0, promptGenes: Int32Array.of(1, 3)},
    heldOutGenes: Int32Array.of(2, 7, 9),
  });

  test('names distinct genes that are not shown; the named among the hidden have their places as ranks', () => {
    for (let setId = 0; setId < 50; setId++) {
      const {generatedGenes, heldOutRanks} = predictByChance(set(setId), 5, 11, [1, 1]);
      expect(new Set([0, 1, 3, ...generatedGenes]).size).toBe(8);
      expect(new Set(heldOutRanks).size).toBe(3);
      for (const [i, gene] of [2, 7, 9].entries()) {
        const place = generatedGenes.indexOf(gene);
        if (place >= 0) expect(heldOutRanks[i]).toBe(place + 1);
        else expect(heldOutRanks[i]).toBeGreaterThan(5);
        expect(heldOutRanks[i]).toBeLessThanOrEqual(8);
      }
    }
  });

  test('every rank is as likely as any other', () => {
    const counts = new Int32Array(9);
    for (let setId = 0; setId < 8000; setId++) {
      const {heldOutRanks} = predictByChance(set(setId), 3, 11, [1, 2]);
      for (let i = 0; i < 3; i++) counts[heldOutRanks[i]]++;
    }
    // 3000 each; the deviation of a count is √(8000 · 3/8 · 5/8) = 43.
    for (const count of counts.subarray(1)) expect(Math.abs(count - 3000)).toBeLessThan(180);
  });

  test('depends on both seeds and the set, and names no more than there are', () => {
    const draw = (setId: number, seeds: [number, number]) =>
      predictByChance(set(setId), 4, 1000, seeds);
    expect(draw(1, [1, 2])).toEqual(draw(1, [1, 2]));
    for (const other of [draw(2, [1, 2]), draw(1, [2, 2]), draw(1, [1, 3])]) {
      expect(other).not.toEqual(draw(1, [1, 2]));
    }
    expect(predictByChance(set(1), 500, 11, [1, 1]).generatedGenes).toHaveLength(8);
  });
});

describe('maxJaccard', () => {
  test('finds the nearest training set', () => {
    const maxJaccard = createMaxJaccard(smallIndex());
    expect(maxJaccard(Int32Array.of(1, 2, 8))).toBe(2 / 4);
    expect(maxJaccard(Int32Array.from(smallSets[3]))).toBe(1);
    expect(maxJaccard(Int32Array.of(8))).toBe(0);
    expect(maxJaccard(Int32Array.of(1, 2), 1)).toBe(2 / 4);
    expect(maxJaccard(Int32Array.of(1, 2, 8))).toBe(2 / 4);
  });
});
