// Which measure finds cells of an unknown type: each type in turn is left out of training, and its validation cells are
// to be found among the others. The test has no part in it.
import {midRanks} from '../../stats/correlation.ts';
import {auroc} from '../../stats/ranking-scores.ts';
import {drawSome} from '../gather-cells.ts';
import {type LabelledCells, selectCells} from '../labelled-cells.ts';
import {gatherEvidence} from './cell-annotator.ts';
import {fitReferenceMethods, type MethodOptions} from './fit-reference-methods.ts';
import {UNKNOWN_SCORES, type UnknownScore} from './unknown-scores.ts';

export interface LeaveOutOptions extends MethodOptions {
  /** Training cells of each fit, drawn at random. */
  leftOutCells: number;
  /** Types left out in turn, those of most validation cells. */
  leftOutTypes: number;
}

export type LeftOutScores = Record<UnknownScore, number | null>;

/** Steps of logistic regression: its order of cells changes little after them. */
const STEPS = 25;
/** Rounds of the components: distances depend on their space, hardly on the axes of its last directions. */
const ITERATIONS = 3;
/** Cells of a type that a mean over types counts: an AUROC of fewer is luck. */
const LEAST_CELLS = 3;

/** AUROC of every score, mean over the types left out; null where no type could be. */
export function compareUnknownScores(
  training: LabelledCells,
  validation: LabelledCells,
  types: number,
  options: LeaveOutOptions,
): LeftOutScores {
  const left = commonTypes(validation.labels, types).slice(0, options.leftOutTypes);
  const drawn = drawSome(
    Array.from(training.labels.keys()),
    options.leftOutCells,
    options.seed,
    12,
  );
  const tables = left.flatMap(
    (type, place) =>
      scoreLeftOut(selectCells(training, drawn), validation, type, types, {
        ...options,
        ...withinType(place, left.length, options),
        steps: STEPS,
        iterations: ITERATIONS,
      }) ?? [],
  );
  const mean = (score: UnknownScore) =>
    tables.length === 0 ? null : tables.reduce((sum, row) => sum + row[score], 0) / tables.length;
  return Object.fromEntries(UNKNOWN_SCORES.map(score => [score, mean(score)])) as LeftOutScores;
}

/** Reports the steps of one type's fit among those of all types left out. */
function withinType(
  place: number,
  types: number,
  {onProgress}: LeaveOutOptions,
): Pick<LeaveOutOptions, 'onProgress'> {
  if (!onProgress) return {};
  const note = `left-out type ${place + 1} of ${types}`;
  return {
    onProgress: ({done, total, unit}) =>
      onProgress({done: place * total + done, total: types * total, unit, note}),
  };
}

/** The score of highest mean AUROC, the first of equal ones. */
export function bestUnknownScore(leftOut: LeftOutScores): UnknownScore {
  const [first, ...others] = UNKNOWN_SCORES;
  const worth = (score: UnknownScore) => leftOut[score] ?? 0;
  return others.reduce<UnknownScore>(
    (best, each) => (worth(each) > worth(best) ? each : best),
    first,
  );
}

/** AUROC of each score for cells of the type left out; undefined where too little is left to fit. */
export function scoreLeftOut(
  training: LabelledCells,
  judged: LabelledCells,
  type: number,
  types: number,
  options: MethodOptions,
): Record<UnknownScore, number> | undefined {
  const known = withoutType(training, type, types);
  const judgedKnown = withoutType(judged, type, types);
  if (new Set(known.labels).size < 2 || judgedKnown.labels.length === 0) return undefined;
  const methods = fitReferenceMethods(known, judgedKnown, types - 1, options);
  const {unknown} = gatherEvidence(methods, judged.expression);
  const isUnknown = Array.from(judged.labels, label => label === type);
  return Object.fromEntries(
    UNKNOWN_SCORES.map(score => [score, aurocOf(unknown[score], isUnknown)]),
  ) as Record<UnknownScore, number>;
}

/** The chance that a cell of an unknown type scores higher than one of a known type, ties counted half. */
export function aurocOf(scores: Float64Array, isUnknown: readonly boolean[]): number {
  const ranks = midRanks(scores.map(score => -score));
  return auroc(
    ranks.filter((_, cell) => isUnknown[cell]),
    scores.length,
  );
}

/** The cells of all other types, which close ranks: types above the one left out move down by one. */
export function withoutType(cells: LabelledCells, type: number, types: number): LabelledCells {
  if (!(type >= 0 && type < types)) throw new Error(`Type ${type} is none of ${types}.`);
  const rows = Array.from(cells.labels.keys()).filter(row => cells.labels[row] !== type);
  const {expression, labels} = selectCells(cells, rows);
  return {expression, labels: labels.map(label => (label > type ? label - 1 : label))};
}

function commonTypes(labels: Int32Array, types: number): number[] {
  const counts = new Int32Array(types);
  for (const label of labels) counts[label]++;
  const enough = Array.from(counts.keys()).filter(type => counts[type] >= LEAST_CELLS);
  return enough.sort((a, b) => counts[b] - counts[a] || a - b);
}
