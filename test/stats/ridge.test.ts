import {expect, test} from '@jest/globals';
import {ridgeWeights, weightedSum} from '../../shared/stats/ridge.ts';
import {dense, farthest, golden} from './two-samples/golden-perturbations.ts';

const [control, real, predicted] = dense;

test('predicts what scikit-learn’s Ridge predicts', () => {
  const weights = ridgeWeights(real.slice(0, 8), control[0], 0.8);
  expect(farthest(weightedSum(predicted.slice(0, 8), weights), golden.ridge)).toBeLessThan(1e-12);
});

test('a large penalty leaves the mean', () => {
  const weights = ridgeWeights(real, control[0], 1e12);
  expect(
    farthest(
      weights,
      weights.map(() => 1 / real.length),
    ),
  ).toBeLessThan(1e-9);
});
