import {expect, test} from '@jest/globals';
import {sortDictionary} from '../../../../shared/formats/parquet/gene-sets/dictionary.ts';

test('a dictionary is in ascending order, without texts out of use', () => {
  const texts = ['🧬', 'b', 'Ａ', 'unused', 'B', 'α', 'b'];
  const {texts: sorted, codeOf} = sortDictionary(texts, Int32Array.of(0, 1, 2, 4, 5, 6, 1));
  expect(sorted).toEqual(['B', 'b', 'α', '🧬', 'Ａ']);
  expect(Array.from(codeOf, code => sorted[code])).toEqual([
    '🧬',
    'b',
    'Ａ',
    undefined,
    'B',
    'α',
    'b',
  ]);
});
