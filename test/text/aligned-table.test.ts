import {expect, test} from '@jest/globals';
import {alignedTable, cutName, cutText} from '../../shared/text/aligned-table.ts';

test('aligns columns by their widest cell, counted in characters', () => {
  const rows = [
    ['1', '𝛼β', 'x'],
    ['10', 'gene', ''],
  ];
  expect(alignedTable(['n', 'set', 'z'], rows, [true, false, false])).toEqual([
    ' n  set   z',
    ' 1  𝛼β    x',
    '10  gene',
  ]);
});

test('cuts long texts, and names before their identifier', () => {
  expect(cutText('abcdef', 4)).toBe('abc…');
  expect(cutText('𝛼𝛽𝛾', 3)).toBe('𝛼𝛽𝛾');
  expect(cutName('response to ultraviolet light (GO:0009411)', 24)).toBe(
    'response t… (GO:0009411)',
  );
  expect(cutName('TP53 network (WP1742)', 40)).toBe('TP53 network (WP1742)');
});
