import {expect, test} from '@jest/globals';
import {
  highest,
  highestGenes,
  markerGenes,
} from '../../../shared/cells/descriptions/marker-genes.ts';
import {fromRows} from '../../../shared/stats/sparse-rows.ts';
import {TYPES, toyCells} from '../toy-cells.ts';

test('finds the genes that the tissue was made with', () => {
  const markers = markerGenes(toyCells(60, 1), TYPES, 8);
  const own = (type: number) => Array.from({length: 8}, (_, i) => 8 * type + i);
  expect(markers.map(genes => genes.toSorted((a, b) => a - b))).toEqual([own(0), own(1), own(2)]);
});

test('has none for a type without cells, or where there is no other type', () => {
  const cells = toyCells(10, 1);
  expect(markerGenes(cells, TYPES + 1, 3)[TYPES]).toEqual([]);
  expect(markerGenes({...cells, labels: cells.labels.map(() => 0)}, 1, 3)).toEqual([[]]);
});

test('takes every gene that equals the last of the highest', () => {
  const rows = fromRows(
    [
      {columns: [0, 2, 3, 5], values: [1, 3, 1, 2]},
      {columns: [], values: []},
    ],
    6,
  );
  expect(highestGenes(rows, 0, 2)).toEqual([2, 5]);
  expect(highestGenes(rows, 0, 3)).toEqual([0, 2, 3, 5]);
  expect(highestGenes(rows, 0, 99)).toEqual([0, 2, 3, 5]);
  expect(highestGenes(rows, 1, 3)).toEqual([]);
  expect(highest(Float64Array.of(0, 2, -1, 3, 2), 9)).toEqual([3, 1, 4]);
});
