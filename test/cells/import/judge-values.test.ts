import {expect, test} from '@jest/globals';
import {judgeValues} from '../../../shared/cells/import/judge-values.ts';

test.each([
  ['counts', [0, 1, 2, 300]],
  ['log-normalized', [0, 0.5, 3.2]],
  ['negative', [1, -0.1]],
  ['not finite', [1, Number.NaN]],
  ['log-normalized', [1, 1, 2, Math.log2(3), Math.log2(7)]],
  ['fractions', [0.5, 400.5]],
  ['corrected', [1, 2, 3, 0.5]],
  ['corrected', [1, 2, 3, 400.5]],
  // 2²⁴ + 1 is rounded to 2²⁴ in 32 bits.
  ['too high', [1, 2 ** 24 + 1]],
  ['counts', [1, 2 ** 24 - 1]],
  ['presence', Array(1000).fill(1)],
  ['counts', [1, 1, 1, 0]],
  ['empty', [0, 0]],
])('judgeValues tells %s', (judgement, values) => {
  expect(judgeValues(Float32Array.from(values))).toBe(judgement);
});
