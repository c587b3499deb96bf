import {describe, expect, test} from '@jest/globals';
import {chooseExamples} from '../../shared/report/choose-examples.ts';
import {syntheticScores} from './synthetic-scores.ts';

const scores = syntheticScores({'train-gpt': 0.3}, 103).scores.filter(
  ({protocol}) => protocol === 'tcc',
);

describe('chooseExamples', () => {
  test('takes one set from each tenth of the ranking, best first', () => {
    const chosen = chooseExamples(scores, 10, 1);
    const recalls = chosen.map(({recall}) => recall);
    expect(recalls).toEqual(recalls.toSorted((a, b) => b - a));
    const sorted = scores.toSorted((a, b) => b.recall - a.recall);
    for (const [part, {recall}] of chosen.entries()) {
      expect(recall).toBeLessThanOrEqual(sorted[Math.floor((part * 103) / 10)].recall);
      expect(recall).toBeGreaterThanOrEqual(sorted[Math.floor(((part + 1) * 103) / 10) - 1].recall);
    }
  });

  test('depends on the seed, not on the order of the scores', () => {
    const ids = (seed: number, list = scores) =>
      chooseExamples(list, 10, seed).map(({setId}) => setId);
    expect(ids(1)).toEqual(ids(1, scores.toReversed()));
    expect(ids(1)).not.toEqual(ids(2));
  });

  test('shows every set once where there are few', () => {
    const few = chooseExamples(scores.slice(0, 3), 10, 1);
    expect(few.map(({setId}) => setId).sort()).toEqual([0, 1, 2]);
    expect(chooseExamples([], 10, 1)).toEqual([]);
  });
});
