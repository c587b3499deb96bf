import {expect, test} from '@jest/globals';
import {hiddenRanks, maskValidation} from '../../../shared/models/training/hidden-ranks.ts';
import {shardOf} from '../gpt/shard.ts';

test('hides four fifths of the sets that have two genes, and fails where none has', () => {
  const masked = maskValidation(shardOf([[1, 2, 3, 4, 5], [6], [7, 8]]), 1);
  expect(masked.map(({setId, promptGenes}) => [setId, promptGenes.length])).toEqual([
    [0, 1],
    [2, 1],
  ]);
  expect(() => maskValidation(shardOf([[6], [7]]), 1)).toThrow(
    'none of 2 validation sets has two genes; expected at least one to choose the weights by',
  );
});

test('ranks hidden genes among those that are not visible, whatever other tokens there are', () => {
  const masked = [{setId: 0, promptGenes: Int32Array.of(3), heldOutGenes: Int32Array.of(1, 4)}];
  // Five tokens of genes, the end token first; the sixth is a word.
  const scores = Float32Array.of(9, 1, 5, 8, 3, 7);
  expect(hiddenRanks(masked, scores, 5).map(ranks => Array.from(ranks))).toEqual([[3, 2]]);
});
