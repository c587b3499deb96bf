import {describe, expect, test} from '@jest/globals';
import {scoreByNearness} from '../../../shared/models/model-file/score-by-nearness.ts';

// Two training sets: {1, 2, 3, 4} and {5}.
const sets = {
  S: 2,
  offsets: Int32Array.from([0, 4, 5]),
  tokens: Int32Array.from([1, 2, 3, 4, 5]),
  titles: ['a\tx', 'a\ty'],
};

describe('scores by nearness', () => {
  test('part test sets by the cosine of the nearest training set, the least near first', () => {
    const answers = [
      {promptGenes: [5], heldOutRanks: [1, 2, 60]},
      {promptGenes: [1, 2], heldOutRanks: [11, 50]},
      {promptGenes: [1], heldOutRanks: [51]},
      {promptGenes: [9], heldOutRanks: [400, 3]},
    ];
    expect(scoreByNearness({sets}, answers)).toEqual([
      {from: 0, upTo: 0, sets: 1, recallAt50: 1 / 2, rightOfFirst10: 1},
      {from: 1 / 2, upTo: 1 / 2, sets: 1, recallAt50: 0, rightOfFirst10: 0},
      {from: 2 / Math.sqrt(8), upTo: 2 / Math.sqrt(8), sets: 1, recallAt50: 1, rightOfFirst10: 0},
      {from: 1, upTo: 1, sets: 1, recallAt50: 2 / 3, rightOfFirst10: 2},
    ]);
  });

  test('are as many groups as there are answers at most', () => {
    const answers = [
      {promptGenes: [1], heldOutRanks: [1]},
      {promptGenes: [5], heldOutRanks: [2]},
    ];
    const groups = scoreByNearness({sets}, answers);
    expect(groups.map(({from, sets}) => [from, sets])).toEqual([
      [1 / 2, 1],
      [1, 1],
    ]);
    expect(scoreByNearness({sets}, [])).toEqual([]);
  });
});
