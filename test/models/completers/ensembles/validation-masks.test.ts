import {expect, test} from '@jest/globals';
import {maskForFit} from '../../../../shared/models/completers/ensembles/validation-masks.ts';
import {toyShard} from '../../../stages/toy-corpus.ts';
import {shardOf} from '../../gpt/shard.ts';

test('masks the drawn sets by every share and seed', () => {
  const masked = maskForFit(toyShard(30, 2), {maskShares: [0.5, 0.9], seeds: [1, 2], maxSets: 7});
  expect(masked).toHaveLength(7 * 2 * 2);
  const ids = [...new Set(masked.map(({setId}) => setId))];
  expect(ids).toHaveLength(7);
  for (const id of ids) {
    const shown = masked
      .filter(({setId}) => setId === id)
      .map(({promptGenes}) => promptGenes.length);
    expect(shown[0]).toBe(shown[1]);
    expect(shown[2]).toBeLessThan(shown[0]);
  }
});

test('the first seed draws which sets; another draws others', () => {
  const idsOf = (seed: number) =>
    maskForFit(toyShard(30, 2), {maskShares: [0.5], seeds: [seed], maxSets: 7}).map(m => m.setId);
  expect(idsOf(1)).toEqual(idsOf(1));
  expect(idsOf(1)).not.toEqual(idsOf(2));
});

test('leaves out sets of one gene, and refuses to fit on none', () => {
  const options = {maskShares: [0.5], seeds: [1], maxSets: 9};
  const masked = maskForFit(shardOf([[1], [2, 3], [4]]), options);
  expect(masked.map(({setId}) => setId)).toEqual([1]);
  expect(() => maskForFit(shardOf([[1], [4]]), options)).toThrow(
    'none of 2 validation sets has two genes',
  );
});
