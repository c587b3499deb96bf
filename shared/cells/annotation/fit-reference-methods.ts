// Fits nearest cells and logistic regression on training cells; their settings are chosen on validation cells.
import {fitLogistic, LOGISTIC_SEARCH, predictLogistic} from '../../stats/logistic-regression.ts';
import type {LabelledCells} from '../labelled-cells.ts';
import type {ReferenceMethods} from './cell-annotator.ts';
import {
  fitReferenceSpace,
  nearestCells,
  placeCells,
  type SpaceOptions,
  voteShares,
} from './reference-space.ts';
import {chancesOf, likeliest} from './type-chances.ts';

export interface MethodOptions extends SpaceOptions {
  /** Numbers of voting neighbours to choose from. */
  classifierNeighbours: readonly number[];
  /** L2 penalties of logistic regression to choose from. */
  penalties: readonly number[];
  /** Steps of logistic regression at most, 100 where not said. */
  steps?: number;
  onProgress?: FitProgress;
}

/** Receives how far a fit has come. */
export type FitProgress = (progress: {
  done: number;
  total: number;
  unit: string;
  note: string;
}) => void;

/**
 * Both methods, each with the setting that names most validation cells rightly, the first of equal ones; and the penalty
 * that did.
 */
export function fitReferenceMethods(
  training: LabelledCells,
  validation: LabelledCells,
  types: number,
  options: MethodOptions,
): ReferenceMethods & {penalty: number} {
  const space = fitReferenceSpace(training, types, options);
  const settings = options.classifierNeighbours;
  const placed = placeCells(space, validation.expression);
  const near = nearestCells(space, placed, Math.max(...settings));
  const voters = bestOf(settings, k => {
    const votes = voteShares(near, space.labels, k, types);
    return countRight(validation.labels, row => likeliest(chancesOf(votes, row)));
  });
  const search = {
    ...LOGISTIC_SEARCH,
    ...(options.steps !== undefined && {maxIterations: options.steps}),
  };
  const fits = options.penalties.map((penalty, place) => {
    const onEvaluation = countSteps(place, search.maxIterations, options);
    const settings = {penalty, ...search, ...(onEvaluation && {onEvaluation})};
    const model = fitLogistic(training.expression, training.labels, types, settings);
    const predicted = predictLogistic(model, validation.expression);
    return {penalty, model, right: countRight(validation.labels, row => predicted[row])};
  });
  const {model, penalty} = bestOf(fits, ({right}) => right);
  return {space, voters, penalty, logistic: {classes: types, weights: model.weights}};
}

/** Reports the steps of one penalty after those of the ones before. */
function countSteps(
  place: number,
  most: number,
  {penalties: {length}, onProgress}: MethodOptions,
): (() => void) | undefined {
  let step = 0;
  const note = `logistic regression, penalty ${place + 1} of ${length}`;
  return (
    onProgress &&
    (() => {
      step = Math.min(step + 1, most);
      onProgress({done: place * most + step, total: length * most, unit: 'steps', note});
    })
  );
}

function countRight(labels: Int32Array, predict: (row: number) => number): number {
  return labels.filter((label, row) => predict(row) === label).length;
}

function bestOf<T>(settings: readonly T[], score: (setting: T) => number): T {
  const scores = settings.map(score);
  return settings[scores.indexOf(Math.max(...scores))];
}
