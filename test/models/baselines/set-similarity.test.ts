import {describe, expect, test} from '@jest/globals';
import {createMaxJaccard} from '../../../shared/models/baselines/set-similarity.ts';
import {smallIndex, smallSets} from './small-training.ts';

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
