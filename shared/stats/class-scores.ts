// Scores of predicted classes: accuracy, F1 of each class and its plain mean over classes (macro-F1; Sokolova &
// Lapalme 2009, Inf. Process. Manag. 45:427), the confusion matrix, and their bootstrap intervals.
import {type BootstrapOptions, bootstrapOf, type Interval} from './bootstrap.ts';

/** What a prediction is that names no class: text that is no type, or no text. It is wrong and belongs to no class. */
export const NO_CLASS = -1;

export interface ClassScores {
  count: number;
  accuracy: number;
  macroF1: number;
  /** Share of predictions that name a class. */
  namedShare: number;
  /** Of each class; null for one that neither occurs nor is predicted, which macro-F1 leaves out. Shape (classes). */
  f1: (number | null)[];
  /** How often class i was predicted as class j; the last column counts predictions of no class. (classes, classes + 1) */
  confusion: number[][];
  intervals?: {accuracy: Interval; macroF1: Interval};
}

/** Scores of predictions in 0..classes-1 or `NO_CLASS`; classes are compared as numbers. */
export function scoreClasses(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
  bootstrap?: BootstrapOptions,
): ClassScores {
  checkClasses(actual, predicted, classes);
  const confusion = countConfusion(actual, predicted, classes);
  const count = actual.length;
  const accuracyOf = (draws?: Uint16Array) => shareRight(actual, predicted, draws);
  const macroOf = (draws?: Uint16Array) =>
    meanF1(f1Scores(countConfusion(actual, predicted, classes, draws)));
  const named = confusion.reduce((sum, row) => sum + row[classes], 0);
  const accuracy = bootstrap && bootstrapOf(count, bootstrap, accuracyOf);
  const macroF1 = bootstrap && bootstrapOf(count, bootstrap, macroOf);
  return {
    count,
    accuracy: accuracyOf(),
    macroF1: macroOf(),
    namedShare: 1 - named / count,
    f1: f1Scores(confusion),
    confusion,
    ...(accuracy && macroF1 && {intervals: {accuracy, macroF1}}),
  };
}

/** The confusion matrix with each item counted as often as drawn, once by default. */
function countConfusion(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
  draws?: Uint16Array,
): number[][] {
  const confusion = Array.from({length: classes}, () => new Array<number>(classes + 1).fill(0));
  for (let i = 0; i < actual.length; i++) {
    const column = predicted[i] === NO_CLASS ? classes : predicted[i];
    confusion[actual[i]][column] += draws ? draws[i] : 1;
  }
  return confusion;
}

function shareRight(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  draws?: Uint16Array,
): number {
  let right = 0;
  for (let i = 0; i < actual.length; i++) {
    if (actual[i] === predicted[i]) right += draws ? draws[i] : 1;
  }
  return right / actual.length;
}

/** 2·hits / (actual + predicted) of each class; null where both are 0. */
function f1Scores(confusion: readonly number[][]): (number | null)[] {
  return confusion.map((row, label) => {
    const actual = row.reduce((a, b) => a + b, 0);
    const predicted = confusion.reduce((sum, other) => sum + other[label], 0);
    return actual + predicted === 0 ? null : (2 * row[label]) / (actual + predicted);
  });
}

function meanF1(f1: readonly (number | null)[]): number {
  const known = f1.filter(value => value !== null);
  return known.reduce((a, b) => a + b, 0) / known.length;
}

function checkClasses(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): void {
  const fits = (label: number) => Number.isInteger(label) && label >= 0 && label < classes;
  const outside =
    Array.from(actual).find(label => !fits(label)) ??
    Array.from(predicted).find(label => label !== NO_CLASS && !fits(label));
  if (actual.length === predicted.length && actual.length > 0 && outside === undefined) return;
  throw new Error(
    `Predicted classes need one prediction for each of at least one item, in 0..${classes - 1}; found ${predicted.length} for ${actual.length}${outside === undefined ? '' : `, class ${outside}`}.`,
  );
}
