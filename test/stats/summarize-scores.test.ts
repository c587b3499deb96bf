import {describe, expect, test} from '@jest/globals';
import type {SetScore} from '../../shared/stats/score-results.ts';
import {partScores} from '../../shared/stats/strata.ts';
import {
  summarizeDifferences,
  summarizeMethods,
  summarizeStrata,
} from '../../shared/stats/summarize-scores.ts';

const options = {significance: 0.05, topK: [10], bootstrap: {resamples: 50, seed: 1}};

function score(method: string, setId: number, values: Partial<SetScore>): SetScore {
  return {
    setId,
    library: 'toy',
    method,
    setSize: 12,
    heldOut: 4,
    generated: 4,
    hits: 0,
    recall: 0,
    precision: 0,
    recallAt: [0],
    rPrecision: 0,
    averagePrecision: 0,
    ndcg: 0,
    auroc: 0.5,
    maxJaccard: 0,
    pValue: 1,
    log10PValue: 0,
    qValue: 1,
    proteinCodingHeldOut: 4,
    proteinCodingGenerated: 4,
    proteinCodingHits: 0,
    proteinCodingPValue: 1,
    proteinCodingLog10PValue: 0,
    proteinCodingQValue: 1,
    ...values,
  };
}

const model = {
  method: 'model',
  scores: [
    score('model', 1, {recall: 0.5, qValue: 0.01, recallAt: [1], maxJaccard: 0.1, auroc: null}),
    score('model', 2, {recall: 0.25, qValue: 0.05, generated: 0, setSize: 5, maxJaccard: 0.0999}),
    score('model', 3, {proteinCodingQValue: 0.02, setSize: 2000, maxJaccard: 1, auroc: 0.9}),
    score('model', 4, {proteinCodingQValue: null, proteinCodingPValue: null, setSize: 11}),
  ],
};
const rival = {
  method: 'popularity',
  scores: model.scores.map(({setId}) => score('popularity', setId, {recall: 0.125})),
};

describe('summarizeMethods', () => {
  const [summary] = summarizeMethods([model], options);

  test('counts sets below the level on each background', () => {
    expect(summary.significantSets).toEqual({vocabulary: 1, proteinCoding: 1});
    expect(summary.scores.significant.value).toBe(0.25);
    expect(summary.setsWithoutGenes).toBe(1);
  });

  test('averages over the sets that have the score', () => {
    expect(summary.scores.recall.value).toBe(0.75 / 4);
    expect(summary.scores.recallAt10.value).toBe(0.25);
    expect(summary.scores.significantProteinCoding.value).toBeCloseTo(1 / 3, 15);
    expect(summary.scores.auroc.value).toBeCloseTo((0.5 + 0.9 + 0.5) / 3, 15);
  });

  test('puts the mean inside its interval', () => {
    const {value, low, high} = summary.scores.recall;
    expect(low!).toBeLessThan(value!);
    expect(high!).toBeGreaterThan(value!);
  });
});

describe('summarizeDifferences', () => {
  test('subtracts the baseline set by set', () => {
    const [difference, ...others] = summarizeDifferences([rival, model], options);
    expect(others).toEqual([]);
    expect(difference.baseline).toBe('popularity');
    expect(difference.scores.recall.value).toBe((0.375 + 0.125 - 0.125 - 0.125) / 4);
    expect(difference.scores.auroc.value).toBeCloseTo(0.4 / 3, 15);
  });

  test('needs the model', () => {
    expect(() => summarizeDifferences([rival], options)).toThrow(/named "model"/);
  });
});

describe('strata', () => {
  test('put a bound into the upper bin, and every set into one bin', () => {
    const sizes = partScores(model.scores, 'setSize').map(({scores}) => scores.length);
    expect(sizes).toEqual([1, 2, 0, 0, 1]);
    const similarities = partScores(model.scores, 'maxJaccard');
    expect(similarities.map(({scores}) => scores.map(({setId}) => setId))).toEqual([
      [2, 4],
      [1],
      [],
      [],
      [3],
    ]);
  });

  test('carry every method, and nulls where they are empty', () => {
    const {by, strata} = summarizeStrata([model, rival], 'maxJaccard', options);
    expect(by).toBe('maxJaccard');
    expect(strata.map(({sets}) => sets)).toEqual([2, 1, 0, 0, 1]);
    expect(strata[0].methods.map(({method, scores}) => [method, scores.recall.value])).toEqual([
      ['model', 0.125],
      ['popularity', 0.125],
    ]);
    expect(strata[2].methods[0].scores.recall.value).toBeNull();
  });
});
