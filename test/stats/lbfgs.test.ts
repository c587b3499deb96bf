import {expect, test} from '@jest/globals';
import {minimize} from '../../shared/stats/lbfgs.ts';

test('minimize finds the minimum of Rosenbrock’s valley', () => {
  const found = minimize(
    ([x, y], gradient) => {
      gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
      gradient[1] = 200 * (y - x * x);
      return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    },
    Float64Array.of(-1.2, 1),
    {maxIterations: 200, tolerance: 1e-9},
  );
  expect(found.x[0]).toBeCloseTo(1, 8);
  expect(found.x[1]).toBeCloseTo(1, 8);
  expect(found.iterations).toBeLessThan(80);
});
