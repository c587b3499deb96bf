// Scores of every method on one group of cells, a type or a type of one donor, whose stimulated cells it has not seen.
import {quantile} from '../../stats/bootstrap.ts';
import type {PrincipalComponents} from '../../stats/principal-components.ts';
import {createRandom} from '../../stats/random.ts';
import {columnMeans} from '../../stats/sparse-rows.ts';
import {welchErrors} from '../../stats/two-samples/welch.ts';
import {listScores, meanList, type Resampled} from './estimate-scores.ts';
import {dealHalves, type Halves, type Sample} from './halved-cells.ts';
import {OTHER_HALF} from './perturbation-scores.ts';
import {type GroupResponse, type PerturbedCells, rowsOf} from './perturbed-cells.ts';
import type {ShiftPredictor} from './predict-shifts.ts';
import {type Answer, prepareTrial} from './score-trial.ts';

/** Stimulated cells that a model predicted, by method. */
export type PredictedCells = ReadonlyMap<
  string,
  {
    /** Of each type; undefined where it predicted none. */
    samples: readonly (Sample | undefined)[];
    /** Whether they are the real control cells, changed, and not cells of the model's own. */
    madeFromControls: boolean;
  }
>;

/** What the methods of one fold know. */
export interface Fold {
  predictors: ReadonlyMap<string, ShiftPredictor>;
  components: PrincipalComponents;
  predicted: PredictedCells;
  /** Resamples of the group's cells. */
  resamples: number;
}

export interface ScoringOptions {
  /** Genes of the largest change that some scores look at. */
  changedGenes: number;
  /** Numbers of genes at which recovery is counted, ascending. */
  recoverAt: readonly number[];
  /** Cells of each side whose distances are taken, at most. */
  energyCells: number;
  /** Ways in which a group's cells are dealt into halves. */
  splits: number;
  resamples: number;
  seed: number;
  /** Called after each dealing and each resample. */
  onDraw?: () => void;
}

/** Scores by method: means over the dealings, and each resample by one of them. */
export function scoreGroup(
  cells: PerturbedCells,
  group: GroupResponse,
  fold: Fold,
  options: ScoringOptions,
): Map<string, Resampled> {
  const wanted = {type: group.type, ...(group.donor >= 0 && {donor: group.donor})};
  const rows = {
    control: rowsOf(cells, {...wanted, stimulated: false}),
    stimulated: rowsOf(cells, {...wanted, stimulated: true}),
  };
  // The median error, as one of the constants that Tusher et al. choose from.
  const steady = quantile(welchErrors(group.control, group.stimulated).sort(), 0.5);
  const random = createRandom(options.seed, group.type, group.donor + 1);
  const trials = Array.from({length: options.splits}, () => {
    const halves = dealHalves(cells, rows, random);
    const answers = new Map(answersTo(halves, group.type, fold));
    return prepareTrial(halves, answers, {...options, steady, components: fold.components});
  });
  const counted = <T>(scores: T): T => {
    options.onDraw?.();
    return scores;
  };
  const points = trials.map(score => counted(score()));
  const draws = Array.from({length: fold.resamples}, (_, resample) =>
    counted(trials[resample % trials.length]({seed: options.seed, resample})),
  );
  return new Map(
    Array.from(points[0].keys(), method => [
      method,
      {
        score: meanList(points.map(scores => listScores(scores.get(method)!))),
        resamples: draws.map(scores => listScores(scores.get(method)!)),
      },
    ]),
  );
}

function* answersTo(
  {given}: Halves,
  type: number,
  {predictors, predicted}: Fold,
): Generator<[string, Answer]> {
  for (const [method, {samples, madeFromControls}] of predicted) {
    const cells = samples[type];
    if (cells) yield [method, {cells, madeFromControls}];
  }
  const controlMeans = columnMeans(given.control.expression);
  for (const [method, predict] of predictors) {
    const shift = predict(controlMeans, type);
    if (shift) yield [method, {shift}];
  }
  yield [OTHER_HALF, {cells: given.stimulated, madeFromControls: false}];
}
