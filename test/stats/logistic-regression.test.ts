import {describe, expect, test} from '@jest/globals';
import {fitLogistic, predictLogistic} from '../../shared/stats/logistic-regression.ts';
import {classes, columns, dense, golden, labels, rows} from './golden-classes.ts';

const options = {penalty: golden.penalty, maxIterations: 500, tolerance: 1e-10};

describe('fitLogistic', () => {
  const model = fitLogistic(rows, labels, classes, options);

  test("ends at scikit-learn's weights, with no slope left", () => {
    expect(model.gradientSize).toBeLessThan(1e-8);
    golden.coefficients.forEach((row, column) => {
      row.forEach((weight, c) => {
        expect(model.weights[column * classes + c]).toBeCloseTo(weight, 6);
      });
    });
    // Only differences of biases matter: nothing holds their mean.
    const biases = Array.from(model.weights.subarray(columns * classes));
    const mean = biases.reduce((a, b) => a + b) / classes;
    golden.intercepts.forEach((bias, c) => {
      expect(biases[c] - mean).toBeCloseTo(bias, 6);
    });
    expect(Array.from(predictLogistic(model, rows))).toEqual(golden.predicted);
  });

  test('reports the objective that it minimised', () => {
    const squares = golden.coefficients.flat().reduce((sum, w) => sum + w * w, 0);
    const loss = dense.reduce((sum, row, r) => {
      const logits = golden.intercepts.map(
        (bias, c) => bias + row.reduce((s, x, g) => s + x * golden.coefficients[g][c], 0),
      );
      return sum + Math.log(logits.reduce((s, l) => s + Math.exp(l), 0)) - logits[labels[r]];
    }, 0);
    const expected = loss / golden.rows + (golden.penalty / 2) * squares;
    expect(model.objective).toBeCloseTo(expected, 8);
  });

  test('shrinks all weights to nothing and keeps the classes’ shares where the penalty is all', () => {
    const flat = fitLogistic(rows, labels, classes, {...options, penalty: 1e6});
    expect(Math.max(...flat.weights.subarray(0, columns * classes).map(Math.abs))).toBeLessThan(
      1e-5,
    );
    const [first, second] = flat.weights.subarray(columns * classes);
    const shareOf = (c: number) => labels.filter(label => label === c).length;
    expect(first - second).toBeCloseTo(Math.log(shareOf(0) / shareOf(1)), 4);
  });

  test('refuses labels that do not fit the rows', () => {
    expect(() => fitLogistic(rows, [1], classes, options)).toThrow('found 1 for 90');
  });
});
