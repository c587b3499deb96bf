// Scores of predicted types, models beside the baselines trained on the same split.

import type {BootstrapOptions} from '../../stats/bootstrap.ts';
import {NO_CLASS, scoreClasses} from '../../stats/class-scores.ts';
import {countValues, groupBy} from '../../stats/group-by.ts';
import type {GatheredCells} from '../gather-cells.ts';
import type {PredictionResult} from './cell-scores.ts';
import {
  type NearestCellsOptions,
  tuneLogistic,
  tuneNearestCells,
  typesOfNames,
} from './classify-cells.ts';

export interface PredictionRow {
  method: string;
  cellId: string;
  /** What the method wrote, a type or not; null for nothing. */
  type: string | null;
}

export interface PredictionOptions extends NearestCellsOptions {
  /** Penalties that logistic regression chooses from. */
  penalties: readonly number[];
  bootstrap: BootstrapOptions;
}

/** Scores on all test cells of every method, of both classifiers and of the commonest training type. */
export function scorePredictions(
  rows: readonly PredictionRow[],
  {types, splits: {training, validation, test}}: GatheredCells,
  options: PredictionOptions,
): Record<string, PredictionResult> {
  const score = (predicted: ArrayLike<number>, setting: number | null): PredictionResult => ({
    ...scoreClasses(test.labels, predicted, types.length, options.bootstrap),
    setting,
  });
  const models = Array.from(
    groupBy(rows, ({method}) => method),
    ([method, own]) => {
      return [method, score(typesOfNames(inTestOrder(method, own, test.ids), types), null)];
    },
  );
  const nearest = tuneNearestCells(training, validation, options);
  const logistic = tuneLogistic(training, validation, types.length, options.penalties);
  const one = new Int32Array(test.labels.length).fill(commonest(training.labels));
  return Object.fromEntries([
    ...models,
    ['logistic regression', score(logistic.predict(test.expression), logistic.setting)],
    ['nearest cells', score(nearest.predict(test.expression), nearest.setting)],
    ['commonest type', score(one, null)],
  ]);
}

function inTestOrder(method: string, rows: readonly PredictionRow[], ids: readonly string[]) {
  const predicted = new Map(rows.map(({cellId, type}) => [cellId, type]));
  const missing = ids.find(id => !predicted.has(id));
  if (missing === undefined) return ids.map(id => predicted.get(id) ?? null);
  throw new Error(
    `${method} predicts no type for test cell ${missing}; expected one, or null, for each of ${ids.length}. Predict the cells that are scored.`,
  );
}

/** The class of most labels, the lower of equally common ones; `NO_CLASS` of none. */
export function commonest(labels: Int32Array): number {
  return (
    Array.from(countValues(labels)).sort(([a, m], [b, n]) => n - m || a - b)[0]?.[0] ?? NO_CLASS
  );
}
