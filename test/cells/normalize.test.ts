import {expect, test} from '@jest/globals';
import {logNormalize} from '../../shared/cells/normalize.ts';
import {batchOf, randomRows} from './matrices.ts';

test('logNormalize brings every cell to the sum asked for, and 0 to 0', () => {
  const rows = randomRows(20, 30, 8);
  const {offsets, values} = logNormalize(batchOf(rows), 500);
  rows.forEach((row, cell) => {
    const total = row.reduce((sum, value) => sum + value, 0);
    const expected = row
      .filter(value => value > 0)
      .map(value => Math.log10(1 + (500 * value) / total));
    const found = Array.from(values.subarray(offsets[cell], offsets[cell + 1]));
    expect(found).toHaveLength(expected.length);
    found.forEach((value, i) => void expect(value).toBeCloseTo(expected[i], 5));
  });
});
