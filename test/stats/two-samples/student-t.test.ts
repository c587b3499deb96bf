import {expect, test} from '@jest/globals';
import {studentPValue} from '../../../shared/stats/two-samples/student-t.ts';
import {golden} from './golden-perturbations.ts';

test.each(golden.students)('two-sided p-value of t $t, df $df is scipy’s', ({t, df, pValue}) => {
  expect(Math.abs(studentPValue(t, df) / pValue - 1)).toBeLessThan(1e-11);
});

test('far from 0 nothing is left; without degrees of freedom there is no p-value', () => {
  expect(studentPValue(Infinity, 4)).toBe(0);
  expect(studentPValue(1, 0)).toBeNaN();
});
