// split-cells: which unit it takes, and what it tells.
import {expect, test} from '@jest/globals';
import splitCells from '../../../stages/cells/split-cells.ts';
import {runStage} from '../run-stage.ts';

const rows = (donors: number, samples: number) =>
  Array.from({length: 200}, (_, cell) => ({
    ...{
      cell,
      cellId: `c${cell}`,
      label: cell % 4 ? 'T cell' : 'B cell',
      condition: null,
      tissue: null,
    },
    donor: donors ? `d${cell % donors}` : null,
    sample: samples ? `s${cell % samples}` : null,
    ...{totalCounts: 10, genes: 5, mitochondrialShare: 0},
  }));
const split = (cells: unknown, params = {}) => runStage(splitCells, {inputs: {cells}, params});

test.each([
  ['donor', 10, 20],
  ['sample', 2, 20],
  ['cell', 2, 0],
])('auto splits by %s for %d donors and %d samples', async (unit, donors, samples) => {
  const cells = rows(donors, samples);
  const run = await split(cells);
  expect(run.infos[0]).toMatch(
    new RegExp(`^by ${unit}: \\d+ training, \\d+ validation, \\d+ test`),
  );
  const table: {cell: number; split: string; group: string | null}[] = await run.read('split');
  expect(table.map(({cell}) => cell)).toEqual(cells.map(({cell}) => cell));
  const groupOf = (place: number) =>
    unit === 'cell' ? null : cells[place][unit as 'donor' | 'sample'];
  expect(table.map(({group}) => group)).toEqual(cells.map((_, place) => groupOf(place)));
  if (unit === 'cell') return;
  for (const group of new Set(table.map(row => row.group))) {
    expect(new Set(table.filter(row => row.group === group).map(row => row.split)).size).toBe(1);
  }
});

test('holds out the shares asked for, by cell', async () => {
  const {counts} = await (await split(rows(9, 9), {unit: 'cell', testShare: 0.25})).read('summary');
  expect(counts).toEqual({cells: 200, training: 129, validation: 20, test: 51});
});

test('refuses shares that leave nothing, and a unit that is not there', async () => {
  expect(splitCells.params.safeParse({validationShare: 0.5, testShare: 0.5}).success).toBe(false);
  await expect(split(rows(2, 0), {unit: 'donor'})).rejects.toThrow(
    /found 2 groups of cells \(d0, d1\)/,
  );
});
