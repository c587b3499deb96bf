import {expect, test} from '@jest/globals';
import {areRowPositions} from '../../../shared/cells/import/row-positions.ts';

test.each([
  [['0', '1', '2'], true],
  [['4', '17', '3000'], true],
  [['0.0', '1.0'], true],
  [['7157', '4193', '581'], false],
  [['1', '2', '100310000'], false],
  [['0', 'TP53'], false],
  [['0', null], false],
])('%j are numbers of rows: %p', (names, expected) => {
  expect(areRowPositions(names)).toBe(expected);
});
