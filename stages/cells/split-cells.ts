// Splits cells into training, validation and test: by donor or sample where there is one, else cell by cell.
import {z} from 'zod';
import {
  CELL_SPLITS,
  type CellSplit,
  splitByCell,
  splitByGroup,
} from '../../shared/cells/draw-cell-split.ts';
import {cellSplit} from '../../shared/formats/cells/cell-split.ts';
import {type CellRow, cellTable} from '../../shared/formats/cells/cell-table.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {stage} from '../../shared/pipeline/stage.ts';

type Unit = 'donor' | 'sample' | 'cell';

export default stage(import.meta.url, {
  summary:
    'Hold out cells for validation and test: whole donors or samples where known, types evenly shared.',
  inputs: {cells: cellTable},
  outputs: {split: cellSplit, summary: stageSummary},
  params: z
    .strictObject({
      unit: z
        .enum(['auto', 'donor', 'sample', 'cell'])
        .default('auto')
        .describe(
          'what is held out as a whole; auto: donors, else samples, where there are at least three, else single cells',
        ),
      validationShare: z
        .number()
        .gt(0)
        .lt(1)
        .default(0.1)
        .describe('share of the cells for validation, of each type as near as whole units allow'),
      testShare: z.number().gt(0).lt(1).default(0.1).describe('share of the cells for the test'),
      seed: z.number().int().nonnegative().default(1).describe('seed of the draw'),
    })
    .refine(({validationShare, testShare}) => validationShare + testShare < 1, {
      message: 'validationShare and testShare leave nothing for training; expected a sum below 1',
    }),
  async run({inputs, outputs, params, log}) {
    const cells = await inputs.cells.read();
    const types = cells.map(({label}) => label);
    const unit = params.unit === 'auto' ? chooseUnit(cells) : params.unit;
    const groups = unit === 'cell' ? null : cells.map(cell => cell[unit]);
    const splits = groups ? splitByGroup(groups, types, params) : splitByCell(types, params);
    await outputs.split.write(
      splits.map((split, cell) => ({cell, split, group: groups?.[cell] ?? null})),
    );
    const summary = summarize(cells, splits, groups, unit);
    log.info(
      `by ${unit}: ${CELL_SPLITS.map(name => `${summary.counts[name]} ${name}`).join(', ')}`,
    );
    for (const {message, count} of summary.notes) log.info(`${count} ${message}`);
    await outputs.summary.write(summary);
  },
});

function chooseUnit(cells: readonly CellRow[]): Unit {
  const units = ['donor', 'sample'] as const;
  const enough = (unit: (typeof units)[number]) =>
    new Set(cells.map(cell => cell[unit]).filter(Boolean)).size >= CELL_SPLITS.length;
  return units.find(enough) ?? 'cell';
}

function summarize(
  cells: readonly CellRow[],
  splits: readonly CellSplit[],
  groups: readonly (string | null)[] | null,
  unit: Unit,
) {
  const countOf = (split: CellSplit) => splits.filter(each => each === split).length;
  const typesOf = (split: CellSplit) =>
    new Set(cells.filter((_, cell) => splits[cell] === split).map(({label}) => label));
  const trained = typesOf('training');
  const unseen = [...typesOf('test')].filter(type => !trained.has(type)).length;
  const groupless = groups ? groups.filter(group => group === null).length : 0;
  const counts: Record<string, number> = {
    cells: cells.length,
    training: countOf('training'),
    validation: countOf('validation'),
    test: countOf('test'),
    ...(groups && {[`${unit}s`]: new Set(groups.filter(Boolean)).size}),
  };
  const notes = [
    {message: 'types of the test without a cell in training', count: unseen},
    {message: `cells without a ${unit}, all in training`, count: groupless},
  ].filter(({count}) => count > 0);
  return {counts, notes};
}
