import {expect, test} from '@jest/globals';
import {excludePrompt} from '../../../shared/models/baselines/gene-ranker.ts';

test('the end token and the prompt are out of the race', () => {
  const scores = excludePrompt(Float64Array.of(9, 1, 8, 2), Int32Array.of(2));
  expect([...scores]).toEqual([-Infinity, 1, -Infinity, 2]);
});
