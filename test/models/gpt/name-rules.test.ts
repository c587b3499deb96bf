import {describe, expect, test} from '@jest/globals';
import {nameRules} from '../../../shared/models/gpt/name-rules.ts';
import {offsetsOf} from '../../../shared/stats/offsets-of.ts';

function rulesOf(names: number[][], tokens: number) {
  const offsets = offsetsOf(names.map(({length}) => length));
  return nameRules({offsets, tokens: Uint32Array.from(names.flat())}, tokens);
}

describe('rules of names', () => {
  test('a word ends names, or comes twice, as it does in names that are known', () => {
    // 1 is "regulation", 2 "of", 3 "cell", 4 "adhesion"; 5 is in no name.
    const {mayEnd, mayRepeat} = rulesOf([[1, 2, 3, 3, 4], [4, 1], [], [3]], 6);
    expect(Array.from(mayEnd)).toEqual([1, 1, 0, 1, 1, 1]);
    expect(Array.from(mayRepeat)).toEqual([0, 0, 0, 1, 0, 0]);
  });

  test('what one name of two hundred does is a slip', () => {
    const usual = Array.from({length: 200}, () => [1, 2]);
    expect(rulesOf([...usual, [2, 1, 1]], 3).mayEnd[1]).toBe(0);
    expect(rulesOf([...usual, [2, 1, 1]], 3).mayRepeat[1]).toBe(0);
    expect(rulesOf([...usual.slice(0, 20), [2, 1, 1]], 3).mayEnd[1]).toBe(1);
  });
});
