// Scores of the answers for one group of cells, dealt into halves, and the same scores of resampled cells.

import {distancesBetween} from '../../stats/nearest-neighbours.ts';
import {
  type Points,
  type PrincipalComponents,
  placeRows,
} from '../../stats/principal-components.ts';
import type {SparseRows} from '../../stats/sparse-rows.ts';
import {
  energyDistance,
  meanDistance,
  meanDistanceWithin,
} from '../../stats/two-samples/energy-distance.ts';
import {type ColumnMoments, columnMoments, joinMoments} from '../../stats/two-samples/welch.ts';
import {dealWeights, onceEach, type SampleWeights} from './draw-weights.ts';
import type {Halves, Sample} from './halved-cells.ts';
import {type EffectScores, effectBetween, effectOfShift, scoreEffect} from './score-effect.ts';

/**
 * What a method says of a group: by how much every gene's mean moves, or cells of its own. Cells that were made from the
 * control cells change from all of these: measured from one half they would hold the other half's noise, as the real
 * change does with the opposite sign. Cells that were not change from the given half, which shares no noise with the real
 * change.
 */
export type Answer = {shift: Float64Array} | {cells: Sample; madeFromControls: boolean};

export interface TrialOptions {
  changedGenes: number;
  recoverAt: readonly number[];
  /** Cells of each side whose distances are taken, at most. */
  energyCells: number;
  /** What is added to every standard error. */
  steady: number;
  components: PrincipalComponents;
}

/** Scores of one answer; NaN for what has none. */
export interface TrialScores extends EffectScores {
  /** Between predicted and real stimulated cells, in the space of the components. */
  energyDistance: number;
}

/** Scores by method for one way of drawing the cells. */
export type ScoreDraw = (draw?: {seed: number; resample: number}) => Map<string, TrialScores>;

/** Prepares what does not depend on the draw; without one every cell counts once. */
export function prepareTrial(
  halves: Halves,
  answers: ReadonlyMap<string, Answer>,
  options: TrialOptions,
): ScoreDraw {
  const {given, asked} = halves;
  const distances = new Distances(halves, answers, options);
  return draw => {
    const weigh = (sample: Sample, stream: number) =>
      draw ? dealWeights(sample, draw.seed, draw.resample, stream) : onceEach(sample);
    const weights = {
      control: weigh(given.control, 0),
      asked: weigh(asked.stimulated, 1),
    };
    const control = momentsOf(given.control.expression, weights.control);
    const askedControl = momentsOf(asked.control.expression, weigh(asked.control, 2));
    const allControl = joinMoments(control, askedControl);
    const real = effectBetween(
      askedControl,
      momentsOf(asked.stimulated.expression, weights.asked),
      options.steady,
    );
    const within = distances.withinAsked(weights.asked);
    return new Map(
      Array.from(answers, ([method, answer], place) => {
        const own = 'cells' in answer ? weigh(answer.cells, 3 + place) : weights.control;
        const predicted =
          'cells' in answer
            ? effectBetween(
                answer.madeFromControls ? allControl : control,
                momentsOf(answer.cells.expression, own),
                options.steady,
              )
            : effectOfShift(control, answer.shift, options.steady);
        const energy = distances.energy(method, own, weights.asked, within);
        return [method, {...scoreEffect(predicted, real, options), energyDistance: energy}];
      }),
    );
  };
}

function momentsOf(expression: SparseRows, weights: SampleWeights): ColumnMoments {
  return columnMoments(expression, weights);
}

/** Distances of the first cells of each sample, which are in no order. */
class Distances {
  readonly #limit: number;
  readonly #asked: Float64Array;
  readonly #answers: Map<string, {across: Float64Array; within: Float64Array}>;

  constructor(
    {given, asked}: Halves,
    answers: ReadonlyMap<string, Answer>,
    {components, energyCells}: TrialOptions,
  ) {
    this.#limit = energyCells;
    const place = ({expression}: Sample) =>
      firstPoints(placeRows(components, expression), energyCells);
    const target = place(asked.stimulated);
    this.#asked = distancesBetween(target, target);
    const start = place(given.control);
    // A shift moves all cells alike: their distances among themselves stay.
    const startWithin = distancesBetween(start, start);
    this.#answers = new Map(
      Array.from(answers, ([method, answer]) => {
        if ('cells' in answer) {
          const own = place(answer.cells);
          return [
            method,
            {across: distancesBetween(own, target), within: distancesBetween(own, own)},
          ];
        }
        const moved = movePoints(start, components, answer.shift);
        return [method, {across: distancesBetween(moved, target), within: startWithin}];
      }),
    );
  }

  withinAsked(weights: SampleWeights): number {
    return meanDistanceWithin(this.#asked, weights.subarray(0, this.#limit));
  }

  energy(method: string, own: SampleWeights, asked: SampleWeights, within: number): number {
    const {across, within: ownWithin} = this.#answers.get(method)!;
    const rows = own.subarray(0, this.#limit);
    return energyDistance(
      meanDistance(across, rows, asked.subarray(0, this.#limit)),
      meanDistanceWithin(ownWithin, rows),
      within,
    );
  }
}

function firstPoints({count, dimensions, coordinates}: Points, most: number): Points {
  const kept = Math.min(count, most);
  return {count: kept, dimensions, coordinates: coordinates.slice(0, kept * dimensions)};
}

/** The points after every gene of their cells moved by the shift. */
function movePoints(
  {count, dimensions, coordinates}: Points,
  {loadings}: PrincipalComponents,
  shift: Float64Array,
): Points {
  const step = new Float64Array(dimensions);
  shift.forEach((value, gene) => {
    for (let k = 0; k < dimensions; k++) step[k] += value * loadings[gene * dimensions + k];
  });
  return {count, dimensions, coordinates: coordinates.map((x, i) => x + step[i % dimensions])};
}
