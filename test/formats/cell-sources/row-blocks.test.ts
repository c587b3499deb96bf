import {expect, test} from '@jest/globals';
import {RowBlocks} from '../../../shared/formats/cell-sources/row-blocks.ts';
import {toRows} from './to-rows.ts';

test('RowBlocks has a row for cells without entries, at the start, between and at the end', () => {
  const blocks = new RowBlocks();
  blocks.add(2, 4, 1.5);
  blocks.add(2, 1, 2);
  blocks.add(5, 0, 3);
  expect(toRows(blocks.takeRest(7), 5)).toEqual([
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 2, 0, 0, 1.5],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [3, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
  ]);
});
