import {expect, test} from '@jest/globals';
import {calibrateMixture} from '../../../../shared/models/completers/ensembles/calibrate-hits.ts';
import {mix} from '../../../../shared/models/completers/ensembles/fit-mixture.ts';
import {splitCases} from './split-cases.ts';

const cases = splitCases(60);

test('calibrates: expected hits are read as the rate that was observed', () => {
  const fit = {knots: [0.5], weights: [[0.5, 0.5]]};
  const {expected, observed} = calibrateMixture(cases, fit);
  expect([expected[0], observed[0]]).toEqual([0, 0]);
  for (let i = 1; i < observed.length; i++) {
    expect(observed[i]).toBeGreaterThanOrEqual(observed[i - 1]);
    expect(expected[i]).toBeGreaterThanOrEqual(expected[i - 1]);
  }
  // All candidates are ranked, so the rates average to the share of relevant genes.
  expect(observed.at(-1)).toBeGreaterThan(10 / 400);
  const mixed = cases.flatMap(each => [...mix(each.shares, [0.5, 0.5])]);
  expect(expected.at(-1)).toBeLessThanOrEqual(10 * Math.max(...mixed));
});
