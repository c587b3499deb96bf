import {describe, expect, test} from '@jest/globals';
import {
  adjustForAllSets,
  type ScoringOptions,
  scoreCompletion,
  type TestSet,
} from '../../shared/stats/score-completion.ts';

// Ten genes, tokens 1..10; the even ones are protein-coding.
const options: ScoringOptions = {
  topK: [1, 3],
  geneCount: 10,
  proteinCoding: Uint8Array.from({length: 11}, (_, token) => Number(token > 0 && token % 2 === 0)),
  proteinCodingCount: 5,
};
const set: TestSet = {
  setId: 7,
  library: 'toy',
  promptGenes: Int32Array.of(1, 2),
  heldOutGenes: Int32Array.of(3, 4, 6),
  maxJaccard: 0.25,
};

describe('scoreCompletion', () => {
  const prediction = {generatedGenes: Int32Array.of(4, 5, 6, 8), heldOutRanks: [7, 1, 2]};
  const score = scoreCompletion('model', set, prediction, options);

  test('counts hits and shares', () => {
    expect(score).toMatchObject({
      setId: 7,
      library: 'toy',
      method: 'model',
      setSize: 5,
      heldOut: 3,
      generated: 4,
      hits: 2,
      recall: 2 / 3,
      precision: 2 / 4,
      maxJaccard: 0.25,
    });
  });

  test('tests the overlap against all genes', () => {
    // Of C(10, 4) = 210 draws, C(3,2)·C(7,2) + C(3,3)·C(7,1) = 63 + 7 hit two or more.
    expect(score.pValue).toBeCloseTo(70 / 210, 13);
    expect(score.log10PValue).toBeCloseTo(Math.log10(1 / 3), 13);
  });

  test('and against protein-coding genes, with everything narrowed to them', () => {
    // Held out 4, 6; generated 4, 6, 8; of C(5, 3) = 10 draws, 3 hold both.
    expect(score).toMatchObject({
      proteinCodingHeldOut: 2,
      proteinCodingGenerated: 3,
      proteinCodingHits: 2,
    });
    expect(score.proteinCodingPValue).toBeCloseTo(3 / 10, 13);
  });

  test('scores the ranking among the eight candidates', () => {
    expect(score.recallAt).toEqual([1 / 3, 2 / 3]);
    expect(score.rPrecision).toBeCloseTo(2 / 3, 14);
    expect(score.averagePrecision).toBeCloseTo((1 + 1 + 3 / 7) / 3, 14);
    // Irrelevant candidates before ranks 7, 1, 2: four, none, none of five.
    expect(score.auroc).toBeCloseTo(1 - 4 / 15, 14);
  });

  test('nothing generated has no precision and no significance', () => {
    const empty = {generatedGenes: new Int32Array(0), heldOutRanks: [7, 1, 2]};
    expect(scoreCompletion('model', set, empty, options)).toMatchObject({
      precision: 0,
      recall: 0,
      pValue: 1,
    });
  });

  test('a set without protein-coding held-out genes is not tested there', () => {
    const odd = {...set, heldOutGenes: Int32Array.of(3, 5)};
    const tested = scoreCompletion('model', odd, {...prediction, heldOutRanks: [1, 2]}, options);
    expect(tested).toMatchObject({
      proteinCodingHeldOut: 0,
      proteinCodingPValue: null,
      proteinCodingLog10PValue: null,
      proteinCodingQValue: null,
    });
  });

  test('has no AUROC where every candidate is held out', () => {
    const all = {...set, heldOutGenes: Int32Array.of(3, 4, 5, 6, 7, 8, 9, 10)};
    const everything = {...prediction, heldOutRanks: [1, 2, 3, 4, 5, 6, 7, 8]};
    expect(scoreCompletion('model', all, everything, options).auroc).toBeNull();
  });
});

describe('adjustForAllSets', () => {
  test('corrects each background over the sets tested in it', () => {
    const base = scoreCompletion(
      'model',
      set,
      {generatedGenes: Int32Array.of(4), heldOutRanks: [1, 2, 3]},
      options,
    );
    const scores = [
      {...base, pValue: 0.01, proteinCodingPValue: 0.04},
      {...base, pValue: 0.03, proteinCodingPValue: null, proteinCodingQValue: null},
      {...base, pValue: 0.9, proteinCodingPValue: 0.02},
    ];
    adjustForAllSets(scores);
    const qValues = scores.map(({qValue}) => qValue);
    for (const [i, q] of [0.03, 0.045, 0.9].entries()) expect(qValues[i]).toBeCloseTo(q, 14);
    expect(scores.map(score => score.proteinCodingQValue)).toEqual([0.04, null, 0.04]);
  });
});
