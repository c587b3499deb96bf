import {expect, test} from '@jest/globals';
import {judgeValues} from '../../../shared/cells/import/judge-values.ts';

test.each([
  ['counts', [0, 1, 2, 300]],
  ['log-normalized', [0, 0.5, 3.2]],
  ['negative', [1, -0.1]],
  ['not finite', [1, Number.NaN]],
  ['fractions', [0.5, 400]],
  ['empty', [0, 0]],
])('judgeValues tells %s', (judgement, values) => {
  expect(judgeValues(Float32Array.from(values))).toBe(judgement);
});
