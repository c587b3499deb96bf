// Makes an annotator of training cells, and learns from validation cells how far to believe it.

import type {LabelledCells} from '../labelled-cells.ts';
import {TARGET_SUM} from '../normalize.ts';
import {type CellAnnotator, gatherEvidence, POOLED} from './cell-annotator.ts';
import {fitReferenceMethods} from './fit-reference-methods.ts';
import {bestUnknownScore, compareUnknownScores, type LeaveOutOptions} from './leave-types-out.ts';
import {geneShares} from './match-genes.ts';
import {
  calibrateChances,
  dropWeightless,
  fitPoolWeights,
  type TypeChances,
} from './type-chances.ts';

export interface TrainingCells {
  symbols: readonly string[];
  types: readonly string[];
  training: LabelledCells;
  validation: LabelledCells;
  targetSum?: number;
}

export interface AnnotatorOptions extends LeaveOutOptions {
  /** Share of cells whose conformal set holds their type. */
  level: number;
  /** Share of cells of known types that may be called unknown by mistake. */
  falseAlarms: number;
}

/** `models`: chances of the types of each validation cell by models of cells, by name. */
export function fitAnnotator(
  {symbols, types, training, validation, targetSum = TARGET_SUM}: TrainingCells,
  options: AnnotatorOptions,
  models: ReadonlyMap<string, TypeChances> = new Map(),
): CellAnnotator {
  if (validation.labels.length === 0) {
    throw new Error(
      'No validation cell has a label; expected some, to learn how often a method is right. Raise split-cells.validationShare.',
    );
  }
  const {penalty, ...fitted} = fitReferenceMethods(training, validation, types.length, options);
  const alone = gatherEvidence(fitted, validation.expression, models);
  const shares = fitShares(alone.chances, validation.labels);
  const methods = {...fitted, shares};
  const {chances, unknown} = gatherEvidence(methods, validation.expression, models);
  const calibrations = Array.from(
    chances,
    ([method, told]) => [method, calibrateChances(told, validation.labels, options.level)] as const,
  );
  // The settings that won are not chosen again for every type left out.
  const chosen = {penalties: [penalty], classifierNeighbours: [methods.voters]};
  const leftOut = compareUnknownScores(training, validation, types.length, {...options, ...chosen});
  const score = bestUnknownScore(leftOut);
  return {
    ...methods,
    ...{symbols, types, targetSum, level: options.level},
    geneShares: geneShares(training.expression),
    calibrations: new Map(calibrations),
    unknown: {
      ...{score, falseAlarms: options.falseAlarms, leftOut},
      known: unknown[score].toSorted(),
    },
  };
}

/** The weight of each method in the pool, 0 for one that has next to none. */
function fitShares(
  chances: ReadonlyMap<string, TypeChances>,
  labels: Int32Array,
): Map<string, number> {
  const methods = [...chances].filter(([name]) => name !== POOLED);
  const fitted = fitPoolWeights(
    methods.map(([, told]) => told),
    labels,
  );
  const weights = dropWeightless(fitted);
  return new Map(methods.map(([name], method) => [name, weights[method]]));
}
