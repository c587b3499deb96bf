import {describe, expect, test} from '@jest/globals';
import {createShareRanker, popularityShares} from '../../../shared/models/baselines/popularity.ts';
import {smallIndex} from './small-training.ts';

const prompt = Int32Array.of(2, 3);

describe('popularity', () => {
  test('scores by the share of training sets, whatever the prompt', async () => {
    const ranker = createShareRanker(popularityShares(smallIndex()));
    const [scores] = await ranker.rank([prompt]);
    expect([...scores]).toEqual([-Infinity, 0.75, -Infinity, -Infinity, 0.25, 0.5, 0.5, 0.5, 0]);
  });
});
