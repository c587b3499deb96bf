// Each value comes back within half a step of its row.
import {expect, test} from '@jest/globals';
import {quantizeRows} from '../../../shared/models/model-file/quantize-rows.ts';
import {createRandom} from '../../../shared/stats/random.ts';

test.each([1, 31, 127])('rounds to %d levels on each side of zero', levels => {
  const random = createRandom(levels);
  const columns = 7;
  const matrix = Float32Array.from({length: 70}, (_, i) => (random.next() - 0.5) * 10 ** (i % 5));
  const {values, scales} = quantizeRows(matrix, columns, levels);
  for (const [i, value] of values.entries()) {
    const step = scales[Math.floor(i / columns)];
    expect(Math.abs(value)).toBeLessThanOrEqual(levels);
    expect(Math.abs(value * step - matrix[i])).toBeLessThanOrEqual(step * 0.5001);
  }
});

test('keeps a row of zeros', () => {
  expect(quantizeRows(new Float32Array(3), 3, 31).values).toEqual(new Int8Array(3));
});
