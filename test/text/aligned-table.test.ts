import {expect, test} from '@jest/globals';
import {alignedTable, cutText} from '../../shared/text/aligned-table.ts';

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

test('cuts long texts', () => {
  expect(cutText('abcdef', 4)).toBe('abc…');
  expect(cutText('𝛼𝛽𝛾', 3)).toBe('𝛼𝛽𝛾');
});
