import {describe, expect, test} from '@jest/globals';
import {indexGenes, setsHolding} from '../../../shared/models/baselines/gene-index.ts';
import {shardOf} from '../gpt/shard.ts';
import {smallIndex} from './small-training.ts';

describe('indexGenes', () => {
  test('lists for every gene the sets that hold it', () => {
    const {setOffsets, sets} = smallIndex();
    const holders = Array.from({length: 9}, (_, token) => [
      ...sets.subarray(setOffsets[token], setOffsets[token + 1]),
    ]);
    expect(holders).toEqual([[], [0, 1, 3], [0, 1], [0], [0], [1, 3], [2, 3], [2, 3], []]);
  });

  test('counts the sets of a gene', () => {
    expect([0, 1, 2, 8].map(token => setsHolding(smallIndex(), token))).toEqual([0, 3, 2, 0]);
  });

  test('refuses training sets of another vocabulary', () => {
    expect(() => indexGenes(shardOf([[1, 9]]), 9)).toThrow(/token 9, but the vocabulary has 9/);
  });
});
