import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {NO_CLASS, scoreClasses} from '../../shared/stats/class-scores.ts';
import {minimize} from '../../shared/stats/lbfgs.ts';
import {fitLogistic, predictLogistic} from '../../shared/stats/logistic-regression.ts';
import {fitPrincipalComponents, placeRows} from '../../shared/stats/principal-components.ts';
import {fromRows} from '../../shared/stats/sparse-rows.ts';

interface Golden {
  rows: number;
  columns: number;
  classes: number;
  penalty: number;
  labels: number[];
  coefficients: number[][];
  intercepts: number[];
  predicted: number[];
  accuracy: number;
  macroF1: number;
  confusion: number[][];
  variances: number[];
  sizes: number[][];
}

const golden: Golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../golden/classifiers.json'), 'utf8'),
);
const {classes, columns, labels} = golden;

/** The formula of make-classifier-golden.py. */
const dense = Array.from({length: golden.rows}, (_, row) =>
  Array.from({length: columns}, (_, column) => {
    const i = row * columns + column;
    const value = ((i * 7919 + 104729 + i * i * 31) % 1009) / 504.5 - 1;
    return value < -0.2 ? 0 : value;
  }),
);
const all = Array.from({length: columns}, (_, column) => column);
const rows = fromRows(
  dense.map(values => ({columns: all, values})),
  columns,
);
const options = {lambda: golden.penalty, maxIterations: 500, tolerance: 1e-10};

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
    const flat = fitLogistic(rows, labels, classes, {...options, lambda: 1e6});
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

test("principal components have scikit-learn's variances and coordinates", () => {
  const pca = fitPrincipalComponents(rows, 3, 1);
  golden.variances.forEach((variance, k) => {
    expect(pca.variances[k]).toBeCloseTo(variance, 8);
  });
  const {coordinates} = placeRows(pca, rows);
  golden.sizes.flat().forEach((size, i) => {
    expect(Math.abs(coordinates[i])).toBeCloseTo(size, 6);
  });
});

describe('scoreClasses', () => {
  test("counts as scikit-learn's metrics do", () => {
    const scores = scoreClasses(labels, golden.predicted, classes);
    expect(scores.accuracy).toBeCloseTo(golden.accuracy, 12);
    expect(scores.macroF1).toBeCloseTo(golden.macroF1, 12);
    expect(scores.confusion.map(row => row.slice(0, classes))).toEqual(golden.confusion);
    expect(scores.namedShare).toBe(1);
    expect(scores.intervals).toBeUndefined();
  });

  test('counts text that names no class as wrong, in a column of its own', () => {
    const scores = scoreClasses([0, 0, 1, 1], [0, NO_CLASS, 1, 0], 3);
    expect(scores).toMatchObject({accuracy: 0.5, namedShare: 0.75});
    expect(scores.confusion).toEqual([
      [1, 0, 0, 1],
      [1, 1, 0, 0],
      [0, 0, 0, 0],
    ]);
    // F1 by hand: class 0 has 1 hit, 2 actual, 2 predicted; class 1 has 1 hit, 2 actual, 1 predicted; class 2 nothing.
    expect(scores.f1).toEqual([0.5, 2 / 3, null]);
    expect(scores.macroF1).toBeCloseTo((0.5 + 2 / 3) / 2, 12);
  });

  test('has intervals around the scores, about as wide as the binomial says', () => {
    const bootstrap = {resamples: 2000, seed: 3, level: 0.95};
    const predicted = golden.predicted.map((label, i) => (i % 3 ? label : (label + 1) % classes));
    const {accuracy, intervals} = scoreClasses(labels, predicted, classes, bootstrap);
    const [low, high] = intervals!.accuracy;
    const width = 2 * 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / labels.length);
    expect(high - low).toBeGreaterThan(0.85 * width);
    expect(high - low).toBeLessThan(1.15 * width);
    expect(intervals!.macroF1[0]).toBeLessThan(intervals!.macroF1[1]);
    const none = {resamples: 0, seed: 3, level: 0.95};
    expect(scoreClasses(labels, predicted, classes, none).intervals).toBeUndefined();
  });

  test('refuses what is no class', () => {
    expect(() => scoreClasses([0, 1], [0, 5], 3)).toThrow('class 5');
    expect(() => scoreClasses([0, 1], [0], 3)).toThrow('found 1 for 2');
  });
});
