import {expect, test} from '@jest/globals';
import {CellSurveyor, selectKept} from '../../../shared/cells/import/filter-cells.ts';
import {newArrays} from '../../../shared/cells/import/spare-arrays.ts';
import {batchOf, entriesOf} from '../matrices.ts';

test('filters cells by genes and mitochondrial share, then genes by the cells left', () => {
  const symbols = ['A', 'B', 'C', 'MT-X'];
  const rows = [
    [1, 1, 0, 0],
    [0, 1, 1, 8],
    [1, 0, 0, 0],
    [1, 1, 1, 0],
    [2, 1, 0, 1],
    [5, 5, 0, 0],
  ];
  const wanted = Uint8Array.of(1, 1, 1, 1, 1, 0);
  const filters = {minGenes: 2, maxGenes: null, maxMitochondrialShare: 0.5, minCells: 2};
  const surveyor = new CellSurveyor(wanted, symbols, 'counts', filters);
  surveyor.add(batchOf(rows.slice(0, 2)));
  surveyor.add(batchOf(rows.slice(2), 2));
  const survey = surveyor.finish();
  expect(Array.from(survey.keptCells)).toEqual([1, 0, 0, 1, 1, 0]);
  // C and MT-X are left in one kept cell each.
  expect(Array.from(survey.newGene)).toEqual([0, 1, -1, -1]);
  expect(survey.drops).toEqual({
    ...{tooFewGenes: 1, tooManyGenes: 0, tooMitochondrial: 1, unwanted: 1, rareGenes: 2},
  });
  expect(survey.mitochondrialShare[1]).toBeCloseTo(0.8);
  expect(entriesOf(selectKept(batchOf(rows), survey, 0, newArrays(24, 2)))).toEqual([
    [
      [0, 1],
      [1, 1],
    ],
    [
      [0, 1],
      [1, 1],
    ],
    [
      [0, 2],
      [1, 1],
    ],
  ]);
});
