import {describe, expect, test} from '@jest/globals';
import {type Background, createBackgrounds} from '../../shared/scores/background.ts';
import {
  adjustForAllSets,
  type Prediction,
  replaceZeros,
  type ScoreLabels,
  scoreCompletion,
  type TestSet,
} from '../../shared/scores/score-completion.ts';
import {prepareTests} from '../../shared/scores/test-overlap.ts';
import {choose} from '../stats/exact.ts';

// Ten genes, tokens 1..10, as popular as each other; the even ones are protein-coding.
const genes = {
  geneSets: new Int32Array(11).fill(4),
  proteinCoding: Uint8Array.from({length: 11}, (_, token) => Number(token > 0 && token % 2 === 0)),
};
const whole = createBackgrounds('vocabulary', genes, []).of('');
const coding = createBackgrounds('protein-coding', genes, []).of('');
const set: TestSet = {
  setId: 7,
  library: 'toy',
  promptGenes: Int32Array.of(1, 2),
  heldOutGenes: Int32Array.of(3, 4, 6),
  outsideVocabulary: 0,
  maxJaccard: 0.25,
};
const tcc = {method: 'm', protocol: 'tcc', seed: 1} as const;
const shuffled = {method: 'm', protocol: 'shuffled-20', seed: 1} as const;
const prediction = {generatedGenes: Int32Array.of(4, 5, 6, 8), heldOutRanks: [7, 1, 2]};

const scoreWithin = (
  labels: ScoreLabels,
  set: TestSet,
  prediction: Prediction,
  background: Background,
) => scoreCompletion(labels, set, prediction, prepareTests(set, background));

describe('scoreCompletion', () => {
  const score = scoreWithin(tcc, set, prediction, whole);

  test('counts hits and shares', () => {
    expect(score).toMatchObject({
      ...tcc,
      setId: 7,
      library: 'toy',
      setSize: 5,
      heldOut: 3,
      outsideVocabulary: 0,
      generated: 4,
      hits: 2,
      recall: 2 / 3,
      precision: 2 / 4,
      maxJaccard: 0.25,
    });
  });

  test('tcc tests the table [[hit, masked − hit], [generated − hit, rest]] over the whole vocabulary', () => {
    // [[2, 1], [2, 6]], 11 tokens: of C(11, 4) = 330 draws, C(3,2)·C(8,2) + C(3,3)·C(8,1) = 84 + 8 hit two or more.
    expect(score.pValue).toBeCloseTo(92 / 330, 13);
    expect(score.log10PValue).toBeCloseTo(Math.log10(92 / 330), 13);
  });

  test('shuffled narrows everything to protein-coding genes that are not shown', () => {
    // Held out 4, 6; generated 4, 6, 8; of 4, 6, 8, 10 the C(4, 3) = 4 draws hold both in C(2, 1) = 2 cases.
    const narrowed = scoreWithin(shuffled, set, prediction, coding);
    expect(narrowed.pValue).toBeCloseTo(2 / 4, 13);
    expect(narrowed).toMatchObject({hits: 2, recall: 2 / 3});
    const odd = {...set, heldOutGenes: Int32Array.of(3, 5, 7)};
    expect(scoreWithin(shuffled, odd, prediction, coding)).toMatchObject({
      hits: 1,
      pValue: 1,
      popularityPValue: 1,
    });
  });

  test('with genes of one popularity the matched test is the restricted one', () => {
    // Genes 3..10 could be named: C(3,2)·C(5,2) + C(3,3)·C(5,1) = 35 of C(8, 4) = 70.
    expect(score.popularityPValue).toBeCloseTo(35 / 70, 13);
  });

  test('scores the ranking among the eight candidates', () => {
    expect(score).toMatchObject({recallAt10: 1, recallAt50: 1, recallAtR: 2 / 3});
    expect(score.averagePrecision).toBeCloseTo((1 + 1 + 3 / 7) / 3, 14);
    // Irrelevant candidates before ranks 7, 1, 2: four, none, none of five.
    expect(score.auroc).toBeCloseTo(1 - 4 / 15, 14);
  });

  test('nothing generated has no precision and no significance', () => {
    const empty = {...prediction, generatedGenes: new Int32Array(0)};
    expect(scoreWithin(tcc, set, empty, whole)).toMatchObject({
      precision: 0,
      recall: 0,
      pValue: 1,
      popularityPValue: 1,
    });
  });

  test('everybody misses genes outside the vocabulary', () => {
    const outside = scoreWithin(tcc, {...set, outsideVocabulary: 2}, prediction, whole);
    expect(outside).toMatchObject({heldOut: 5, setSize: 7, recall: 2 / 5, precision: 2 / 4});
    expect(outside).toMatchObject({recallAt10: 3 / 5, recallAtR: 2 / 5});
    expect(outside.averagePrecision).toBeCloseTo((1 + 1 + 3 / 7) / 5, 14);
    expect(outside.auroc).toBeCloseTo((score.auroc! * 3) / 5, 14);
    // They are masked genes of the table, whose total grows with them.
    const favourable = [2, 3, 4].map(hits => choose(5, hits) * choose(8, 4 - hits));
    const expected = Number(favourable[0] + favourable[1] + favourable[2]) / Number(choose(13, 4));
    expect(outside.pValue).toBeCloseTo(expected, 13);
    const narrowed = scoreWithin(shuffled, {...set, outsideVocabulary: 2}, prediction, coding);
    expect(narrowed.pValue).toBeCloseTo(2 / 4, 13);
  });

  test('has no AUROC where every candidate is held out', () => {
    const all = {...set, heldOutGenes: Int32Array.of(3, 4, 5, 6, 7, 8, 9, 10)};
    const everything = {...prediction, heldOutRanks: [1, 2, 3, 4, 5, 6, 7, 8]};
    expect(scoreWithin(tcc, all, everything, whole).auroc).toBeNull();
  });
});

describe('adjustForAllSets', () => {
  const base = scoreWithin(tcc, set, prediction, whole);

  test('corrects both tests over all sets', () => {
    const scores = [
      {...base, pValue: 0.01, popularityPValue: 0.04},
      {...base, pValue: 0.03, popularityPValue: 0.5},
      {...base, pValue: 0.9, popularityPValue: 0.02},
    ];
    adjustForAllSets(scores);
    const close = (values: number[], expected: number[]) => {
      for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i], 14);
    };
    close(
      scores.map(({qValue}) => qValue),
      [0.03, 0.045, 0.9],
    );
    close(
      scores.map(({popularityQValue}) => popularityQValue),
      [0.06, 0.5, 0.06],
    );
  });

  test('tcc puts the smallest other p-value in the place of 0', () => {
    expect(replaceZeros([0, 0.2, 1e-300, 0])).toEqual([1e-300, 0.2, 1e-300, 1e-300]);
    const scores = [0, 1e-300].map(pValue => ({...base, pValue}));
    adjustForAllSets(scores);
    expect(scores.map(({qValue}) => qValue)).toEqual([1e-300, 1e-300]);
    const others = [0, 1e-300].map(pValue => ({...base, ...shuffled, pValue}));
    adjustForAllSets(others);
    expect(others[0].qValue).toBe(0);
  });
});
