import {describe, expect, test} from '@jest/globals';
import {columnMeans, denseRow, fromRows, selectRows} from '../../shared/stats/sparse-rows.ts';

describe('sparse rows', () => {
  test('select, mean and write out rows; zeros are not stored', () => {
    const small = fromRows(
      [
        {columns: [0, 2], values: [1, 4]},
        {columns: [1, 2], values: [0, 2]},
      ],
      3,
    );
    expect(small.offsets[2]).toBe(3);
    expect(Array.from(columnMeans(small))).toEqual([0.5, 0, 3]);
    const twice = selectRows(small, [1, 0, 1]);
    expect([0, 1, 2].map(row => Array.from(denseRow(twice, row)))).toEqual([
      [0, 0, 2],
      [1, 0, 4],
      [0, 0, 2],
    ]);
  });
});
