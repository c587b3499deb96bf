import {describe, expect, test} from '@jest/globals';
import {
  auroc,
  averagePrecision,
  ndcg,
  recallAt,
  rPrecision,
} from '../../shared/stats/ranking-scores.ts';

// Three relevant items at ranks 1, 3 and 6 of ten.
const ranks = [6, 1, 3];

describe('ranking scores', () => {
  test('recall counts the relevant items up to the cut', () => {
    expect([1, 2, 3, 5, 6, 100].map(k => recallAt(ranks, k) * 3)).toEqual([1, 1, 2, 2, 3, 3]);
  });

  test('R-precision cuts at the number of relevant items', () => {
    expect(rPrecision(ranks)).toBeCloseTo(2 / 3, 15);
  });

  test('average precision is the mean precision at the hits', () => {
    expect(averagePrecision(ranks)).toBeCloseTo((1 / 1 + 2 / 3 + 3 / 6) / 3, 15);
    expect(averagePrecision([1, 2, 3])).toBe(1);
  });

  test('nDCG compares the discounted gain with the best order', () => {
    const gained = 1 / Math.log2(2) + 1 / Math.log2(4) + 1 / Math.log2(7);
    const best = 1 / Math.log2(2) + 1 / Math.log2(3) + 1 / Math.log2(4);
    expect(ndcg(ranks)).toBeCloseTo(gained / best, 15);
    expect(ndcg([2, 1])).toBe(1);
  });

  test('AUROC is the share of well-ordered pairs', () => {
    const irrelevant = [2, 4, 5, 7, 8, 9, 10];
    const pairs = ranks.flatMap(hit => irrelevant.map(miss => Number(hit < miss)));
    const share = pairs.reduce((sum, ordered) => sum + ordered, 0) / pairs.length;
    expect(auroc(ranks, 10)).toBeCloseTo(share, 15);
    expect(auroc([1, 2], 10)).toBe(1);
    expect(auroc([9, 10], 10)).toBe(0);
    expect(auroc([1, 2], 2)).toBeNaN();
  });
});
