// Multinomial logistic regression on sparse rows: the weights of least mean cross-entropy + λ/2 · Σ weights², biases
// free (Bishop 2006, "Pattern Recognition and Machine Learning", 4.3.4); scikit-learn's with C = 1 / (λ · rows).
import {type LbfgsOptions, minimize} from './lbfgs.ts';
import type {SparseRows} from './sparse-rows.ts';

export interface LogisticModel {
  classes: number;
  columnCount: number;
  /** Weight of each class on each column, then a row of biases. Shape (columnCount + 1, classes). */
  weights: Float64Array;
  /** Mean cross-entropy plus penalty, in nats. */
  objective: number;
  /** Largest partial derivative left: how far from the minimum the search ended. */
  gradientSize: number;
  iterations: number;
}

/** When a search is over: a slope of 1e-4 nats hardly moves a prediction. */
export const LOGISTIC_SEARCH = {maxIterations: 100, tolerance: 1e-4};

export interface LogisticOptions extends LbfgsOptions {
  /** λ, weight of the penalty on squared weights. */
  penalty: number;
  /** Called at every evaluation of the objective, of which a step takes one or a few. */
  onEvaluation?: () => void;
}

/** Fits rows of expression or other features to their classes. `labels`: class in 0..classes-1, shape (rows). */
export function fitLogistic(
  rows: SparseRows,
  labels: ArrayLike<number>,
  classes: number,
  options: LogisticOptions,
): LogisticModel {
  const {columnCount} = rows;
  if (rows.rowCount === 0 || labels.length !== rows.rowCount) {
    throw new Error(
      `Logistic regression needs a label for each of at least one row; found ${labels.length} for ${rows.rowCount}.`,
    );
  }
  const start = new Float64Array((columnCount + 1) * classes);
  const penalized = columnCount * classes;
  const found = minimize(
    (weights, gradient) => {
      options.onEvaluation?.();
      gradient.fill(0);
      const loss = addCrossEntropy(rows, labels, classes, weights, gradient);
      let squares = 0;
      for (let i = 0; i < penalized; i++) {
        squares += weights[i] * weights[i];
        gradient[i] += options.penalty * weights[i];
      }
      return loss + (options.penalty / 2) * squares;
    },
    start,
    options,
  );
  const {x: weights, value: objective, gradientSize, iterations} = found;
  return {classes, columnCount, weights, objective, gradientSize, iterations};
}

/** The most likely class of each row, the lower of equally likely ones. Shape (rows). */
export function predictLogistic(model: LogisticModel, rows: SparseRows): Int32Array {
  const {classes} = model;
  const logits = logisticLogits(model, rows);
  return Int32Array.from({length: rows.rowCount}, (_, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    return own.indexOf(Math.max(...own));
  });
}

/** Logarithms of each class's probability but for a constant of the row. Row-major, shape (rows, classes). */
export function logisticLogits(
  {classes, weights}: Pick<LogisticModel, 'classes' | 'weights'>,
  rows: SparseRows,
): Float64Array {
  const logits = new Float64Array(rows.rowCount * classes);
  for (let row = 0; row < rows.rowCount; row++) {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    writeLogits(rows, row, classes, weights, own);
  }
  return logits;
}

/** Mean cross-entropy in nats; its gradient is added to `gradient`. */
function addCrossEntropy(
  rows: SparseRows,
  labels: ArrayLike<number>,
  classes: number,
  weights: Float64Array,
  gradient: Float64Array,
): number {
  const {rowCount, columnCount, offsets, columns, values} = rows;
  const scores = new Float64Array(classes);
  const biases = columnCount * classes;
  let loss = 0;
  for (let row = 0; row < rowCount; row++) {
    writeLogits(rows, row, classes, weights, scores);
    loss += toResiduals(scores, labels[row]) / rowCount;
    for (let c = 0; c < classes; c++) scores[c] /= rowCount;
    for (let i = offsets[row]; i < offsets[row + 1]; i++) {
      const at = columns[i] * classes;
      const value = values[i];
      for (let c = 0; c < classes; c++) gradient[at + c] += value * scores[c];
    }
    for (let c = 0; c < classes; c++) gradient[biases + c] += scores[c];
  }
  return loss;
}

function writeLogits(
  {offsets, columns, values, columnCount}: SparseRows,
  row: number,
  classes: number,
  weights: Float64Array,
  logits: Float64Array,
): void {
  for (let c = 0; c < classes; c++) logits[c] = weights[columnCount * classes + c];
  for (let i = offsets[row]; i < offsets[row + 1]; i++) {
    const at = columns[i] * classes;
    const value = values[i];
    for (let c = 0; c < classes; c++) logits[c] += value * weights[at + c];
  }
}

/** Replaces logits by probability − truth; returns the cross-entropy of the label in nats. */
function toResiduals(logits: Float64Array, label: number): number {
  const most = Math.max(...logits);
  let sum = 0;
  for (let c = 0; c < logits.length; c++) sum += Math.exp(logits[c] - most);
  const logSum = most + Math.log(sum);
  const loss = logSum - logits[label];
  for (let c = 0; c < logits.length; c++) logits[c] = Math.exp(logits[c] - logSum);
  logits[label] -= 1;
  return loss;
}
