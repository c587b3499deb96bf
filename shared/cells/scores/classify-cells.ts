// Baselines that predict a cell's type: nearest training cells in the space of principal components, and logistic
// regression on expression. Their one setting is chosen on validation cells.
import {NO_CLASS} from '../../stats/class-scores.ts';
import {fitLogistic, LOGISTIC_SEARCH, predictLogistic} from '../../stats/logistic-regression.ts';
import {findNearest, voteOfNearest} from '../../stats/nearest-neighbours.ts';
import {fitPrincipalComponents, placeRows} from '../../stats/principal-components.ts';
import type {SparseRows} from '../../stats/sparse-rows.ts';
import type {LabelledCells} from '../labelled-cells.ts';

/** A classifier with the setting that won on validation. */
export interface TunedClassifier {
  setting: number;
  /** Share of validation cells predicted rightly. */
  validationAccuracy: number;
  /** Type of each cell (row). Shape (cells). */
  predict(cells: SparseRows): Int32Array;
}

export interface NearestCellsOptions {
  /** Numbers of neighbours to choose from. */
  classifierNeighbours: readonly number[];
  /** Principal components of the training cells. */
  components: number;
  seed: number;
}

/** Majority of the k nearest training cells, k among `classifierNeighbours`, in components of the training cells. */
export function tuneNearestCells(
  training: LabelledCells,
  validation: LabelledCells,
  {classifierNeighbours, components, seed}: NearestCellsOptions,
): TunedClassifier {
  const fitted = fitPrincipalComponents(training.expression, components, seed);
  const known = placeRows(fitted, training.expression);
  const possible = classifierNeighbours.filter(k => k <= known.count);
  const predictWith = (cells: SparseRows, k: number) =>
    voteOfNearest(findNearest(known, placeRows(fitted, cells), k), training.labels, k);
  return chooseBest(validation, possible, k => cells => predictWith(cells, k));
}

/** Multinomial logistic regression with an L2 penalty among `penalties` on its weights. */
export function tuneLogistic(
  training: LabelledCells,
  validation: LabelledCells,
  types: number,
  penalties: readonly number[],
): TunedClassifier {
  return chooseBest(validation, penalties, penalty => {
    const {expression, labels} = training;
    const model = fitLogistic(expression, labels, types, {penalty, ...LOGISTIC_SEARCH});
    return cells => predictLogistic(model, cells);
  });
}

/** The setting that predicts most validation cells rightly, the first of equal ones. */
function chooseBest(
  {expression, labels}: LabelledCells,
  settings: readonly number[],
  train: (setting: number) => (cells: SparseRows) => Int32Array,
): TunedClassifier {
  let best: TunedClassifier | undefined;
  for (const setting of settings) {
    const predict = train(setting);
    const predicted = predict(expression);
    const right = labels.filter((label, row) => predicted[row] === label).length;
    const validationAccuracy = labels.length === 0 ? 0 : right / labels.length;
    if (!best || validationAccuracy > best.validationAccuracy) {
      best = {setting, validationAccuracy, predict};
    }
  }
  if (best) return best;
  throw new Error(
    'No setting to choose from: expected at least one that the training cells allow.',
  );
}

/** Places of names among the types; `NO_CLASS` for one that is none, or none at all. Shape (names). */
export function typesOfNames(
  names: readonly (string | null)[],
  types: readonly string[],
): Int32Array {
  const places = new Map(types.map((type, place) => [type, place]));
  return Int32Array.from(names, name =>
    name === null ? NO_CLASS : (places.get(name) ?? NO_CLASS),
  );
}
