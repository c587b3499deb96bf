// One dealing of a group's real cells into halves: a method answers for one half and is scored on the other, so that
// no noise of a cell is on both sides. (Where control cells are shared, their noise alone correlates the changes of any
// two other samples.)
import type {Random} from '../../stats/random.ts';
import {type SparseRows, selectRows} from '../../stats/sparse-rows.ts';

/** Real cells of one group. */
export interface Halves {
  /** What methods start from, and the ceiling answers with. */
  given: {control: Sample; stimulated: Sample};
  /** What answers are scored on. */
  asked: {control: Sample; stimulated: Sample};
}

export interface Sample {
  expression: SparseRows;
  /** Donor of each cell, -1 where unknown. Shape (cells). */
  donors: Int32Array;
}

/** Deals rows of control and of stimulated cells; the larger half of an odd number is asked. */
export function dealHalves(
  {expression, donorOf}: {expression: SparseRows; donorOf: Int32Array},
  rows: {control: readonly number[]; stimulated: readonly number[]},
  random: Random,
): Halves {
  const sampleOf = (chosen: readonly number[]): Sample => ({
    expression: selectRows(expression, chosen),
    donors: Int32Array.from(chosen, row => donorOf[row]),
  });
  const deal = (own: readonly number[]) => {
    const order = random.shuffle(own.slice());
    const half = Math.floor(order.length / 2);
    return [sampleOf(order.slice(0, half)), sampleOf(order.slice(half))];
  };
  const [givenControl, askedControl] = deal(rows.control);
  const [givenStimulated, askedStimulated] = deal(rows.stimulated);
  return {
    given: {control: givenControl, stimulated: givenStimulated},
    asked: {control: askedControl, stimulated: askedStimulated},
  };
}
