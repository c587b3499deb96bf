import {describe, expect, test} from '@jest/globals';
import {compareWords, wordsOf} from '../../../shared/scores/names/compare-words.ts';

describe('names word by word', () => {
  test('counts the words that both have, whatever their case, order and accession number', () => {
    const scores = compareWords('Spindle assembly', 'mitotic spindle assembly (GO:0090307)');
    expect(scores.precision).toBe(1);
    expect(scores.recall).toBeCloseTo(2 / 3, 12);
    expect(scores.f1).toBeCloseTo(4 / 5, 12);
    expect(scores.exact).toBe(0);
    expect(
      compareWords('assembly spindle Mitotic', 'mitotic spindle assembly (GO:0090307)'),
    ).toEqual({precision: 1, recall: 1, f1: 1, exact: 1});
  });

  test('a word counts once, and no name finds nothing', () => {
    expect(wordsOf('cell-cell adhesion of a Cell')).toEqual(['cell', 'adhesion', 'of', 'a']);
    expect(compareWords('', 'apoptosis')).toEqual({precision: 0, recall: 0, f1: 0, exact: 0});
    expect(compareWords('necrosis', 'apoptosis').f1).toBe(0);
  });
});
