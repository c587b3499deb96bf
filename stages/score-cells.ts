// Scores generated cells, predicted types and imputed genes against real cells, beside ceilings, floors and baselines.
import {z} from 'zod';
import {type GatheredCells, gatherCells, SPLITS} from '../shared/cells/cell-rows.ts';
import {
  type CellScores,
  type GenerationResult,
  type MethodKind,
  REAL_CELLS,
} from '../shared/cells/cell-scores.ts';
import {gatherImputations} from '../shared/cells/gather-imputations.ts';
import {imputeByNeighbours, imputeByType} from '../shared/cells/impute-cells.ts';
import {keepTopGenes, type LabelledCells} from '../shared/cells/labelled-cells.ts';
import {mapCells} from '../shared/cells/map-cells.ts';
import {type GeneratedRow, readGenerated} from '../shared/cells/read-generated.ts';
import type {RankToExpression} from '../shared/cells/read-sentence.ts';
import {askEqually, referenceMethods} from '../shared/cells/reference-methods.ts';
import {scoreGeneration} from '../shared/cells/score-generation.ts';
import {rankImputed, scoreImputation} from '../shared/cells/score-imputation.ts';
import {scorePredictions} from '../shared/cells/score-predictions.ts';
import {cellMap} from '../shared/formats/cell-map.ts';
import {cellScores} from '../shared/formats/cell-scores.ts';
import {generatedCells} from '../shared/formats/generated-cells.ts';
import {imputedGenes} from '../shared/formats/imputed-genes.ts';
import {labelledCells} from '../shared/formats/labelled-cells.ts';
import {predictedTypes} from '../shared/formats/predicted-types.ts';
import {rankLine} from '../shared/formats/rank-line.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {many, stage} from '../shared/pipeline/stage.ts';
import {fitPrincipalComponents} from '../shared/stats/principal-components.ts';

const whole = z.int().positive();
const params = z.strictObject({
  topGenes: z
    .int()
    .nonnegative()
    .default(100)
    .describe('genes kept of every cell, real or generated: the length of a sentence; 0 for all'),
  components: whole.default(30).describe('principal components of the real training cells'),
  neighbours: z
    .array(whole)
    .min(1)
    .default([3, 5, 10, 25])
    .describe('numbers of nearest real test cells that tell the type of a generated cell'),
  gromovCells: whole
    .default(300)
    .describe('cells of each side in one Gromov–Wasserstein distance, equally many of each type'),
  gromovRepeats: whole.default(3).describe('draws of these cells'),
  cellsPerType: whole
    .default(50)
    .describe('cells of each type that ceilings and floors are made of'),
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
  hideShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.2)
    .describe('share of a test cell’s genes hidden from the imputers where no model imputed'),
  imputeNeighbours: whole.default(20).describe('training cells that the k-NN imputer averages'),
  recallAt: z
    .array(whole)
    .min(1)
    .default([10, 50, 100])
    .describe('numbers of imputed genes at which recall is counted'),
  mapCells: whole.default(500).describe('cells of each method drawn on the map'),
  resamples: z
    .int()
    .nonnegative()
    .default(1000)
    .describe('bootstrap resamples of each 95 % interval; 0 for none'),
  seed: z.int().nonnegative().default(1).describe('seed of draws, floors, bootstrap and map'),
});
type Params = z.output<typeof params>;

/** Share of resampled scores inside an interval. */
const INTERVAL_LEVEL = 0.95;
const bootstrapOf = ({resamples, seed}: Params) => ({resamples, seed, level: INTERVAL_LEVEL});

export default stage(import.meta.url, {
  summary: 'Score generated cells, predicted types and imputed genes beside floors and ceilings.',
  inputs: {
    cells: labelledCells,
    rankLine,
    generated: many(generatedCells),
    predictions: many(predictedTypes),
    imputations: many(imputedGenes),
  },
  outputs: {results: cellScores, map: cellMap, summary: stageSummary},
  params,
  async run({inputs, outputs, params, log}) {
    const cells = gatherCells(await inputs.cells.read());
    const line = await inputs.rankLine.read();
    const [generated, predictions, imputations] = [
      (await Promise.all(inputs.generated.map(({read}) => read()))).flat(),
      (await Promise.all(inputs.predictions.map(({read}) => read()))).flat(),
      (await Promise.all(inputs.imputations.map(({read}) => read()))).flat(),
    ];
    const {generation, map} = await scoreGenerated(generated, cells, line, params);
    const scored: CellScores = {
      types: cells.types,
      cells: countCells(cells),
      settings: settingsOf(params),
      generation,
      prediction: scorePredictions(predictions, cells, {...params, bootstrap: bootstrapOf(params)}),
      imputation: scoreImputations(imputations, cells, params),
    };
    await outputs.results.write(scored);
    await outputs.map.write(map);
    await outputs.summary.write(summarize(scored));
    for (const message of describeScores(scored)) log.info(message);
  },
});

async function scoreGenerated(
  rows: readonly GeneratedRow[],
  {types, columnOf, splits}: GatheredCells,
  line: RankToExpression,
  params: Params,
) {
  const [training, test] = [splits.training, splits.test].map(
    (cells): LabelledCells => ({
      ...cells,
      expression: keepTopGenes(cells.expression, params.topGenes),
    }),
  );
  const components = fitPrincipalComponents(training.expression, params.components, params.seed);
  const models = readGenerated(rows, {columnOf, types}, line, params.topGenes);
  const asked = askEqually(training, types.length, params.cellsPerType);
  const bounds = referenceMethods(training, asked, {...params, line, types: types.length});
  const options = {
    ks: params.neighbours,
    gwCells: params.gromovCells,
    gwRepeats: params.gromovRepeats,
    seed: params.seed,
    bootstrap: bootstrapOf(params),
  };
  const score = (
    cells: LabelledCells,
    kind: MethodKind,
    shares = NO_SENTENCES,
  ): GenerationResult => ({
    ...scoreGeneration({cells: test, types: types.length, components}, cells, options),
    kind,
    ...shares,
  });
  const generation = Object.fromEntries([
    ...Array.from(models, ([method, {cells, ...shares}]) => [
      method,
      score(cells, 'model', shares),
    ]),
    ...Array.from(bounds, ([method, {cells, kind}]) => [method, score(cells, kind)]),
  ]);
  const shown = new Map([
    [REAL_CELLS, test],
    ...Array.from(models, ([m, {cells}]) => [m, cells] as const),
  ]);
  const map = await mapCells(shown, types, components, {cells: params.mapCells, seed: params.seed});
  return {generation, map};
}

const NO_SENTENCES: Pick<GenerationResult, 'validGeneShare' | 'uniqueGeneShare' | 'clippedShare'> =
  {validGeneShare: null, uniqueGeneShare: null, clippedShare: null};

function scoreImputations(
  rows: Parameters<typeof gatherImputations>[0],
  cells: GatheredCells,
  params: Params,
): CellScores['imputation'] {
  const {questions, types, answers} = gatherImputations(rows, cells, params.hideShare, params.seed);
  const {training} = cells.splits;
  const baselines = {
    'mean of the type': imputeByType(training, cells.types.length),
    'nearest cells': imputeByNeighbours(training.expression, params.imputeNeighbours),
  };
  const all = [
    ...answers,
    ...Object.entries(baselines).map(([method, impute]) => {
      const own = questions.map((question, i) => rankImputed(impute(question, types[i]), question));
      return [method, own] as const;
    }),
  ];
  return Object.fromEntries(
    all.map(([method, own]) => [
      method,
      scoreImputation(questions, own, params.recallAt, bootstrapOf(params)),
    ]),
  );
}

function countCells({splits, symbols}: GatheredCells): CellScores['cells'] {
  const [training, validation, test] = SPLITS.map(split => splits[split].ids.length);
  return {training, validation, test, genes: symbols.length};
}

function settingsOf(params: Params): Record<string, number> {
  const numbers = Object.entries(params).filter(([, value]) => typeof value === 'number');
  return Object.fromEntries(numbers) as Record<string, number>;
}

function summarize({cells, generation, prediction, imputation}: CellScores) {
  const counts = {
    ...cells,
    generators: Object.keys(generation).length,
    predictors: Object.keys(prediction).length,
    imputers: Object.keys(imputation).length,
  };
  return {stage: 'score-cells', counts, notes: []};
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
