import {expect, test} from '@jest/globals';
import {methodScale, roundUp} from '../../../shared/report/charts/chart-theme.ts';

const methods = ['train-gpt', 'train-nearest-sets', 'chance'];

test('gives every method a colour of its own', () => {
  const {range} = methodScale([...methods, 'a', 'b', 'c', 'd']);
  expect(new Set(range).size).toBe(7);
});

test('rounds an axis up to a tick', () => {
  expect([0, 0.034, 0.41, 0.6, 0.61, 0.93, 1, 7.2].map(roundUp)).toEqual([
    1, 0.04, 0.5, 0.6, 0.8, 1, 1, 8,
  ]);
});
