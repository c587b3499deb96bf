// Order of rows and the way of the arrow keys.
import {describe, expect, test} from '@jest/globals';
import {nextRow, sortRows} from '../../../web/state/sort-rows.ts';

describe('rows', () => {
  test('sort by numbers and by names, equals as they stood', () => {
    const rows = [
      {n: 2, s: 'b10'},
      {n: 1, s: 'b9'},
      {n: 2, s: 'a'},
    ];
    expect(sortRows(rows, ({n}) => n, false).map(({s}) => s)).toEqual(['b9', 'b10', 'a']);
    expect(sortRows(rows, ({n}) => n, true).map(({s}) => s)).toEqual(['b10', 'a', 'b9']);
    expect(sortRows(rows, ({s}) => s, false).map(({s}) => s)).toEqual(['a', 'b9', 'b10']);
    expect(sortRows(rows, undefined, true)).toEqual(rows);
  });

  test.each([
    ['ArrowDown', 0, 1],
    ['ArrowDown', 4, undefined],
    ['ArrowUp', 0, undefined],
    ['ArrowUp', 3, 2],
    ['Home', 3, 0],
    ['End', 1, 4],
    ['Enter', 1, undefined],
    ['toString', 1, undefined],
    ['ArrowDown', -1, undefined],
  ])('%s in row %i leads to %s', (key, row, expected) => {
    expect(nextRow(key, row, 5)).toBe(expected);
  });
});
