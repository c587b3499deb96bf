// Scores what models wrote about test cells: the types and genes that texts name, and how likely the right texts are.
import {z} from 'zod';
import {
  compareDescriptions,
  type WrittenText,
} from '../../shared/cells/descriptions/compare-descriptions.ts';
import type {DescriptionScores} from '../../shared/cells/descriptions/description-scores.ts';
import {gatherCells} from '../../shared/cells/gather-cells.ts';
import {
  cellDescriptions,
  type DescriptionRow,
} from '../../shared/formats/cells/cell-descriptions.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellSplit} from '../../shared/formats/cells/cell-split.ts';
import {cellTable} from '../../shared/formats/cells/cell-table.ts';
import {descriptionScores} from '../../shared/formats/cells/description-scores.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {many, stage} from '../../shared/pipeline/stage.ts';
import {type Estimate, INTERVAL_LEVEL} from '../../shared/stats/bootstrap.ts';
import {groupBy} from '../../shared/stats/group-by.ts';

const whole = z.int().positive();
const params = z.strictObject({
  topGenes: whole
    .default(100)
    .describe('highest genes of a cell among which a text’s are looked for'),
  markers: whole
    .default(50)
    .describe(
      'genes of a type that tell it best from the others, among which a text’s are looked for',
    ),
  maxTrainingCells: whole
    .default(20_000)
    .describe('training cells that markers are found in at most, drawn at random'),
  examples: z.int().nonnegative().default(3).describe('cells drawn whose texts are shown'),
  resamples: z
    .int()
    .nonnegative()
    .default(1000)
    .describe('bootstrap resamples of each 95 % interval; 0 for none'),
  seed: z.int().nonnegative().default(1).describe('seed of draws, floor and bootstrap'),
});

export default stage(import.meta.url, {
  summary: 'Score descriptions of cells: types and genes named, beside the right texts.',
  inputs: {
    matrix: cellMatrix,
    cells: cellTable,
    split: cellSplit,
    descriptions: many(cellDescriptions),
  },
  outputs: {results: descriptionScores, summary: stageSummary},
  params,
  async run({inputs, outputs, params, log}) {
    const tables = {cells: await inputs.cells.read(), split: await inputs.split.read()};
    const gathered = await gatherCells(await inputs.matrix.read(), tables, {
      ...params,
      targetSum: undefined,
    });
    const described = await Promise.all(inputs.descriptions.map(({read}) => read()));
    const {models, unlabelled} = byMethod(described);
    const scores = compareDescriptions(models, gathered, {
      ...params,
      bootstrap: {...params, level: INTERVAL_LEVEL},
    });
    await outputs.results.write({...scores, settings: params});
    const message = 'described cells without a label, not scored';
    await outputs.summary.write({
      counts: {...scores.cells, methods: Object.keys(scores.methods).length},
      notes: unlabelled > 0 ? [{message, count: unlabelled}] : [],
    });
    for (const line of describeScores(scores)) log.info(line);
  },
});

/** Texts about labelled cells by the name of the method that wrote them, and how many cells have no label. */
function byMethod(tables: readonly DescriptionRow[][]) {
  const models = new Map<string, WrittenText[]>();
  for (const [method, rows] of tables.flatMap(rows => [...groupBy(rows, row => row.method)])) {
    if (models.has(method)) {
      throw new Error(
        `Two models that described cells are named ${method}; expected a name each. Set method of the stages that describe.`,
      );
    }
    models.set(
      method,
      rows.filter(({type}) => type !== null),
    );
  }
  const left = tables.flat().filter(({type}) => type === null);
  return {models, unlabelled: new Set(left.map(({cellId}) => cellId)).size};
}

function describeScores({methods}: Pick<DescriptionScores, 'methods'>): string[] {
  const text = ({value}: Estimate) => value?.toFixed(3) ?? '–';
  return Object.entries(methods).map(
    ([method, {trueType, inCell, markers, perplexity}]) =>
      `${method}: names the true type ${text(trueType)}, genes of the cell ${text(inCell)}, markers ${text(markers)}${perplexity.value === null ? '' : `, perplexity ${text(perplexity)}`}`,
  );
}
