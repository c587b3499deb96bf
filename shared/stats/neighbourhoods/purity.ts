// Purity of neighbourhoods: which share of a point's nearest points are of its own class.
import {countValues} from '../group-by.ts';
import type {Neighbours} from '../nearest-neighbours.ts';

/** Of points among themselves. `labels`: class of each point, shape (points). Shape (points), 0..1. */
export function neighbourPurity(
  {rows, k}: Pick<Neighbours, 'rows' | 'k'>,
  labels: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({length: labels.length}, (_, point) => {
    let same = 0;
    for (let i = 0; i < k; i++) same += Number(labels[rows[point * k + i]] === labels[point]);
    return same / k;
  });
}

/** Mean purity to be expected if places said nothing of classes; NaN for fewer than two points. */
export function purityByChance(labels: ArrayLike<number>): number {
  const pairs = Array.from(countValues(Array.from(labels)).values(), count => count * (count - 1));
  return pairs.reduce((a, b) => a + b, 0) / (labels.length * (labels.length - 1));
}
