import {describe, expect, test} from '@jest/globals';
import {maskSets, promptSize} from '../../../shared/genes/tokens/mask-shard.ts';
import {shardOf} from '../../models/gpt/shard.ts';

describe('promptSize', () => {
  test.each([
    [2, 1],
    [5, 1],
    [6, 2],
    [10, 2],
    [11, 3],
    [100, 20],
  ])('a set of %i genes masked by 80 %% shows %i', (size, shown) => {
    expect(promptSize(size, 0.8)).toBe(shown);
  });

  test('always hides at least one gene', () => {
    expect(promptSize(3, 0.01)).toBe(2);
  });
});

describe('maskSets', () => {
  const sets = [Array.from({length: 30}, (_, i) => i + 1), [40, 41, 42, 43, 44]];

  test('prompt and held-out genes are the whole set without overlap', () => {
    for (const [i, {promptGenes, heldOutGenes}] of maskSets(shardOf(sets), 0.8, 1).entries()) {
      expect([...promptGenes, ...heldOutGenes].toSorted((a, b) => a - b)).toEqual(sets[i]);
    }
  });

  test('depends on the seed, not on the stored order or on the other sets', () => {
    const [first] = maskSets(shardOf(sets), 0.8, 1);
    const reversed = [sets[0].toReversed()];
    expect(maskSets(shardOf(reversed), 0.8, 1)[0]).toEqual(first);
    expect(maskSets(shardOf(sets), 0.8, 2)[0].promptGenes).not.toEqual(first.promptGenes);
  });
});
