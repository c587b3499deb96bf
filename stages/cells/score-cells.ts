// Scores generated cells, predicted types and imputed genes against real cells, beside ceilings, floors and baselines.
import {z} from 'zod';
import {CELL_SPLITS} from '../../shared/cells/draw-cell-split.ts';
import {type GatheredCells, gatherCells} from '../../shared/cells/gather-cells.ts';
import type {CellScores} from '../../shared/cells/scores/cell-scores.ts';
import {compareGenerators} from '../../shared/cells/scores/compare-generators.ts';
import {compareImputers} from '../../shared/cells/scores/compare-imputers.ts';
import {scorePredictions} from '../../shared/cells/scores/score-predictions.ts';
import {cellMap} from '../../shared/formats/cells/cell-map.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellScores} from '../../shared/formats/cells/cell-scores.ts';
import {cellSplit} from '../../shared/formats/cells/cell-split.ts';
import {cellTable} from '../../shared/formats/cells/cell-table.ts';
import {generatedCells} from '../../shared/formats/cells/generated-cells.ts';
import {imputedGenes} from '../../shared/formats/cells/imputed-genes.ts';
import {predictedTypes} from '../../shared/formats/cells/predicted-types.ts';
import {rankModel} from '../../shared/formats/cells/rank-model.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {inGroup} from '../../shared/models/training/param-groups.ts';
import {many, stage} from '../../shared/pipeline/stage.ts';
import type {ReadableArtifact} from '../../shared/pipeline/stage-contract.ts';
import {INTERVAL_LEVEL} from '../../shared/stats/bootstrap.ts';

const whole = z.int().positive();
const params = z.strictObject({
  maxTrainingCells: whole
    .default(20_000)
    .describe(
      'training cells that bounds and baselines are made of, at most, drawn at random, and as many validation cells: these and all test cells are in memory',
    ),
  topGenes: z
    .int()
    .nonnegative()
    .default(100)
    .describe('genes kept of every cell, real or generated: the length of a sentence; 0 for all'),
  ...inGroup('generated cells', {
    components: whole.default(30).describe('principal components of the real training cells'),
    neighbours: z
      .array(whole)
      .min(1)
      .default([3, 5, 10, 25])
      .describe('numbers of nearest real test cells that vote on the type of a generated cell'),
    gromovCells: whole
      .default(300)
      .describe('cells of each side in one Gromov–Wasserstein distance, equally many of each type'),
    gromovRepeats: whole.default(3).describe('draws of these cells'),
    cellsPerType: whole
      .default(50)
      .describe('cells of each type that ceilings and floors are made of'),
    covariationGenes: whole
      .default(100)
      .describe('genes, the most variable of each type, of which correlations are compared'),
  }),
  ...inGroup('predicted types', {
    classifierNeighbours: z
      .array(whole)
      .min(1)
      .default([5, 10, 20])
      .describe('neighbours of the k-NN classifier, the best on validation is taken'),
    penalties: z
      .array(z.number().positive())
      .min(1)
      .default([0.0001, 0.001, 0.01])
      .describe('L2 penalties of logistic regression, the best on validation is taken'),
  }),
  ...inGroup('imputed genes', {
    hideShare: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.2)
      .describe('share of a test cell’s genes hidden from the imputers where no model imputed'),
    imputedCells: whole
      .default(500)
      .describe('test cells imputed, at most, where no model imputed'),
    imputeNeighbours: whole.default(20).describe('training cells that the k-NN imputer averages'),
    recallAt: z
      .array(whole)
      .min(1)
      .default([10, 50, 100])
      .describe('numbers of imputed genes at which recall is counted'),
  }),
  mapCells: whole.default(500).describe('cells of each method drawn on the map'),
  resamples: z
    .int()
    .nonnegative()
    .default(1000)
    .describe('bootstrap resamples of each 95 % interval; 0 for none'),
  seed: z.int().nonnegative().default(1).describe('seed of draws, floors, bootstrap and map'),
});
type Params = z.output<typeof params>;

const bootstrapOf = ({resamples, seed}: Params) => ({resamples, seed, level: INTERVAL_LEVEL});

export default stage(import.meta.url, {
  summary: 'Score generated cells, predicted types and imputed genes beside floors and ceilings.',
  inputs: {
    matrix: cellMatrix,
    cells: cellTable,
    split: cellSplit,
    rankModel,
    generated: many(generatedCells),
    predictions: many(predictedTypes),
    imputations: many(imputedGenes),
  },
  outputs: {results: cellScores, map: cellMap, summary: stageSummary},
  params,
  async run({inputs, outputs, params, log}) {
    const line = await inputs.rankModel.read();
    const tables = {cells: await inputs.cells.read(), split: await inputs.split.read()};
    const targetSum = line.targetSum ?? undefined;
    const cells = await gatherCells(await inputs.matrix.read(), tables, {...params, targetSum});
    const options = {...params, bootstrap: bootstrapOf(params)};
    const {generation, map} = await compareGenerators(
      await readAll(inputs.generated),
      cells,
      line,
      options,
    );
    const scored: CellScores = {
      types: cells.types,
      cells: countCells(cells),
      settings: settingsOf(params),
      generation,
      prediction: scorePredictions(await readAll(inputs.predictions), cells, options),
      imputation: compareImputers(await readAll(inputs.imputations), cells, options),
    };
    await outputs.results.write(scored);
    await outputs.map.write(map);
    const summary = summarize(scored, cells);
    for (const {message, count} of summary.notes) log.info(`${count} ${message}`);
    await outputs.summary.write(summary);
    for (const message of describeScores(scored)) log.info(message);
  },
});

async function readAll<Row>(artifacts: readonly ReadableArtifact<Row[]>[]): Promise<Row[]> {
  return (await Promise.all(artifacts.map(({read}) => read()))).flat();
}

function countCells({splits, symbols}: GatheredCells): CellScores['cells'] {
  const [training, validation, test] = CELL_SPLITS.map(split => splits[split].ids.length);
  return {training, validation, test, genes: symbols.length};
}

function settingsOf(params: Params): Record<string, number> {
  const numbers = Object.entries(params).filter(([, value]) => typeof value === 'number');
  return Object.fromEntries(numbers) as Record<string, number>;
}

function summarize(
  {cells, generation, prediction, imputation}: CellScores,
  {left: {unlabelled, training, validation}}: GatheredCells,
) {
  const counts = {
    ...cells,
    generators: Object.keys(generation).length,
    predictors: Object.keys(prediction).length,
    imputers: Object.keys(imputation).length,
  };
  const notes = [
    {message: 'cells without a label, not scored', count: unlabelled},
    {message: 'training cells not drawn (maxTrainingCells)', count: training},
    {message: 'validation cells not drawn (maxTrainingCells)', count: validation},
  ].filter(({count}) => count > 0);
  return {counts, notes};
}

function describeScores({generation, prediction, imputation}: CellScores): string[] {
  return [
    ...Object.entries(generation).map(
      ([
        method,
        {
          knnAccuracy: [first],
        },
      ]) =>
        `generation, ${method}: ${first.accuracy.toFixed(3)} of ${first.k} nearest cells' types`,
    ),
    ...Object.entries(prediction).map(
      ([method, {accuracy, macroF1}]) =>
        `prediction, ${method}: accuracy ${accuracy.toFixed(3)}, macro-F1 ${macroF1.toFixed(3)}`,
    ),
    ...Object.entries(imputation).map(
      ([
        method,
        {
          recall: [first],
        },
      ]) => `imputation, ${method}: recall@${first.k} ${first.mean.toFixed(3)}`,
    ),
  ];
}
