import {expect, test} from '@jest/globals';
import {joinWords, nameMethods} from '../../shared/report/method-names.ts';

test('methods are called by their kind, whatever the pipeline calls them', () => {
  const named = nameMethods({
    first: {kind: 'gpt', role: 'language model'},
    second: {kind: 'nearest-sets', role: 'lookup'},
    third: {kind: 'mixture', role: 'ensemble'},
    chance: {kind: 'chance', role: 'floor'},
  });
  expect(Object.values(named).map(({label}) => label)).toEqual([
    ...['GPT', 'nearest sets', 'mixture', 'chance'],
  ]);
  expect(named.first).toMatchObject({phrase: 'the GPT', role: 'language model'});
  expect(named.second.phrase).toBe('a lookup of the nearest known sets');
});

test('several of one kind are called by their own names, without the verb of a stage', () => {
  const encoder = {kind: 'set-encoder', role: 'encoder'} as const;
  const named = nameMethods({'train-set-encoder': encoder, 'wide-encoder': encoder});
  expect(Object.values(named).map(({label}) => label)).toEqual(['set encoder', 'wide encoder']);
  expect(named['wide-encoder'].phrase).toBe('the wide encoder');
});

test('words are joined by commas, or by semicolons where they hold commas', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c'], ['a, x', 'b', 'c']].map(joinWords)).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
    'a, x; b and c',
  ]);
});
