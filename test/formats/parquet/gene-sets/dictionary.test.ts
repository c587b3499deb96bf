import {expect, test} from '@jest/globals';
import {sortDictionary} from '../../../../shared/formats/parquet/gene-sets/dictionary.ts';

test('a dictionary is in the order of UTF-8 bytes, without texts out of use', () => {
  const texts = ['🧬', 'b', 'Ａ', 'unused', 'B', 'α'];
  const {texts: sorted, codeOf} = sortDictionary(texts, Uint8Array.of(1, 1, 1, 0, 1, 1));
  const byBytes = texts
    .filter(text => text !== 'unused')
    .map(text => Buffer.from(text))
    .sort(Buffer.compare);
  expect(sorted).toEqual(byBytes.map(String));
  expect(Array.from(codeOf, code => sorted[code])).toEqual(['🧬', 'b', 'Ａ', undefined, 'B', 'α']);
});
