import {expect, test} from '@jest/globals';
import {nameMembers} from '../../../../shared/models/completers/ensembles/name-members.ts';
import {toyShard, VOCAB_SIZE} from '../../../stages/toy-corpus.ts';

test('members are numbered by place, so that a kind may come twice', () => {
  const training = toyShard(5, 1);
  const lookup = {kind: 'item-item' as const, options: {}, vocabSize: VOCAB_SIZE, training};
  const named = nameMembers([
    lookup,
    {...lookup, kind: 'co-occurrence', options: {smoothing: 1}},
    lookup,
  ]);
  expect(named.map(({name}) => name)).toEqual(['1-item-item', '2-co-occurrence', '3-item-item']);
  expect(named[2].model).toBe(lookup);
});
