// What each method's chances of types are worth on test cells: right types, calibration, conformal sets, unknown cells.
import {conformalPValue, conformalSet} from '../../shared/cells/annotation/conformal.ts';
import {aurocOf} from '../../shared/cells/annotation/leave-types-out.ts';
import {
  type ChanceCalibration,
  calibrated,
  likeliest,
} from '../../shared/cells/annotation/type-chances.ts';
import {
  CALIBRATION_BINS,
  equalCountBins,
  expectedCalibrationError,
} from '../../shared/scores/calibration.ts';
import {scoreClasses} from '../../shared/stats/class-scores.ts';
import type {TestCells} from './test-cells.ts';

/** A method's word on some cells. */
export interface MethodEvidence {
  method: string;
  /** Chances of the types of each cell. Each of shape (types). */
  chances: Float64Array[];
  calibration: ChanceCalibration;
  /** How unlike training each cell is by this method, and each validation cell, ascending. */
  strangeness: Float64Array;
  known: Float64Array;
}

export interface MethodScores {
  accuracy: number;
  macroF1: number;
  calibrationError: number;
  coverage: number;
  setSize: number;
  unknownOfKnown: number;
  unknownOfForeign: number;
  /** Of cells of foreign types against known ones; NaN without foreign ones. */
  auroc: number;
}

/** Scores over the cells whose label training has types for; unknown cells over all. */
export function scoreMethod(
  {chances, calibration, strangeness, known}: MethodEvidence,
  {labels, typesOf}: Pick<TestCells, 'labels' | 'typesOf'>,
  types: readonly string[],
  falseAlarms: number,
): MethodScores {
  const rightOf = (cell: number) =>
    (typesOf.get(labels[cell]) ?? []).map(type => types.indexOf(type)).filter(type => type >= 0);
  const isForeign = labels.map((_, cell) => rightOf(cell).length === 0);
  const cells = Array.from(labels.keys()).filter(cell => !isForeign[cell]);
  const best = chances.map(likeliest);
  const hits = cells.map(cell => rightOf(cell).includes(best[cell]));
  const outcomes = cells.map((cell, setId) => ({
    ...{setId, hit: hits[setId]},
    chance: calibrated(calibration, chances[cell][best[cell]]),
  }));
  const sets = cells.map(cell =>
    conformalSet(chances[cell], calibration.setThreshold ?? Number.POSITIVE_INFINITY),
  );
  const called = Array.from(strangeness, each => conformalPValue(known, each) <= falseAlarms);
  const share = (wanted: boolean) => {
    const own = called.filter((_, cell) => isForeign[cell] === wanted);
    return own.filter(Boolean).length / own.length;
  };
  return {
    accuracy: meanOf(hits.map(Number)),
    macroF1: macroF1Of(cells, best, labels, typesOf, types),
    calibrationError: expectedCalibrationError(
      equalCountBins(outcomes, CALIBRATION_BINS, {resamples: 0, seed: 1, level: 0.95}),
    ),
    coverage: meanOf(
      sets.map((set, i) => Number(set.some(type => rightOf(cells[i]).includes(type)))),
    ),
    setSize: meanOf(sets.map(({length}) => length)),
    unknownOfKnown: share(false),
    unknownOfForeign: share(true),
    auroc: isForeign.includes(true) ? aurocOf(strangeness, isForeign) : Number.NaN,
  };
}

/** Mean F1 over the labels that cells have. */
function macroF1Of(
  cells: readonly number[],
  best: readonly number[],
  labels: readonly string[],
  typesOf: TestCells['typesOf'],
  types: readonly string[],
): number {
  const present = [...new Set(cells.map(cell => labels[cell]))];
  // -1 for a type that is right for no label of these cells: no class.
  const classOf = (type: number) =>
    present.findIndex(label => typesOf.get(label)!.includes(types[type]));
  const truth = Int32Array.from(cells, cell => present.indexOf(labels[cell]));
  const predicted = cells.map(cell => classOf(best[cell]));
  return scoreClasses(truth, predicted, present.length).macroF1;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
