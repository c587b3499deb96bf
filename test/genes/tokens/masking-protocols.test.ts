import {describe, expect, test} from '@jest/globals';
import {namedCount, protocolOf, seedsOf} from '../../../shared/genes/tokens/masking-protocols.ts';

describe('namedCount', () => {
  test.each([
    ['tcc', 9, 36],
    ['shuffled-10', 3, 27],
    ['shuffled-20', 3, 12],
    ['shuffled-50', 7, 7],
    ['shuffled-10', 60, 500],
  ] as const)('%s with %i genes shown names %i', (name, shown, named) => {
    expect(namedCount(protocolOf(name), shown)).toBe(named);
  });
});

test('only what is drawn at random takes every seed', () => {
  expect(seedsOf(protocolOf('tcc'), [4, 5])).toEqual([4]);
  expect(seedsOf(protocolOf('shuffled-10'), [4, 5])).toEqual([4, 5]);
});
