// The genes that tell a type from all others in training cells, and the genes that a cell has most of.
import {quantile} from '../../stats/bootstrap.ts';
import {topIndices} from '../../stats/score-order.ts';
import {type SparseRows, selectRows} from '../../stats/sparse-rows.ts';
import {columnMoments, welchErrors} from '../../stats/two-samples/welch.ts';
import {type LabelledCells, rowsByType} from '../labelled-cells.ts';
import {effectBetween} from '../perturbations/score-effect.ts';

/**
 * Columns of the `count` genes that each type expresses more than the other cells do, by the difference of means in units
 * of its standard error plus the median error; most telling first. None where either side has no cells.
 */
export function markerGenes(
  {expression, labels}: LabelledCells,
  types: number,
  count: number,
): number[][] {
  return rowsByType(labels, types).map((own, type) => {
    const others = Array.from(labels.keys()).filter(row => labels[row] !== type);
    if (own.length === 0 || others.length === 0) return [];
    const [inside, outside] = [own, others].map(rows =>
      columnMoments(selectRows(expression, rows)),
    );
    const steady = quantile(welchErrors(outside, inside).sort(), 0.5);
    return highest(effectBetween(outside, inside, steady).statistic, count);
  });
}

/** Columns of a row's `count` highest values, and of all that equal the last of them. */
export function highestGenes(
  {offsets, columns, values}: SparseRows,
  row: number,
  count: number,
): number[] {
  const stored = Array.from({length: offsets[row + 1] - offsets[row]}, (_, i) => offsets[row] + i);
  const descending = Float64Array.from(stored, at => values[at])
    .sort()
    .reverse();
  const least = descending[Math.min(count, descending.length) - 1];
  return stored.filter(at => values[at] >= least).map(at => columns[at]);
}

/** Places of the `count` highest values above 0, highest first, the first of equal ones. */
export function highest(values: Float64Array, count: number): number[] {
  return Array.from(topIndices(values, count)).filter(place => values[place] > 0);
}
