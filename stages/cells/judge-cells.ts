// Scores cells that anybody predicted or generated against real ones, by the definitions of score-cells and
// score-perturbations.
import {z} from 'zod';
import {judgeCells} from '../../shared/cells/perturbations/judge-cells.ts';
import {cellJudgement} from '../../shared/formats/cells/cell-judgement.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellTable} from '../../shared/formats/cells/cell-table.ts';
import {
  conditionParams,
  resamplingParams,
  responseParams,
  typingParams,
  untypedParam,
} from '../../shared/models/cells/response-params.ts';
import {inGroup} from '../../shared/models/training/param-groups.ts';
import {stage} from '../../shared/pipeline/stage.ts';
import {INTERVAL_LEVEL} from '../../shared/stats/bootstrap.ts';

const whole = z.int().positive();
export default stage(import.meta.url, {
  summary: 'Score predicted or generated cells of another file against real ones.',
  inputs: {
    matrix: cellMatrix,
    cells: cellTable,
    predictedMatrix: cellMatrix,
    predictedCells: cellTable,
  },
  outputs: {results: cellJudgement},
  params: z.strictObject({
    ...conditionParams,
    ...untypedParam,
    madeFromControls: z
      .boolean()
      .default(true)
      .describe(
        'whether predicted cells are the real control cells, changed; false for cells that a model wrote on its own',
      ),
    minCells: whole.min(4).default(20).describe('real cells of either condition that a type needs'),
    maxCells: whole.default(20_000).describe('cells of either file, at most, drawn at random'),
    ...inGroup('responses', responseParams),
    ...inGroup('typing', typingParams),
    ...inGroup('generated cells', {
      components: whole.default(30).describe('principal components of real cells'),
      neighbours: z
        .array(whole)
        .min(1)
        .default([3, 5, 10, 25])
        .describe('numbers of nearest real cells that vote on the type of a predicted one'),
      gromovCells: whole
        .default(300)
        .describe('cells of each side in one Gromov–Wasserstein distance'),
      gromovRepeats: whole.default(3).describe('draws of these cells'),
      cellsPerType: whole.default(50).describe('cells of each type whose covariation is compared'),
      covariationGenes: whole.default(100).describe('genes of which correlations are compared'),
    }),
    ...resamplingParams,
  }),
  async run({inputs, outputs, params, progress}) {
    const real = {matrix: await inputs.matrix.read(), cells: await inputs.cells.read()};
    const predicted = {
      matrix: await inputs.predictedMatrix.read(),
      cells: await inputs.predictedCells.read(),
    };
    const judgement = await judgeCells(real, predicted, {
      ...params,
      onMethod: (done, total, note) => progress({done, total, unit: 'methods', note}),
      onProgress: (done, total) =>
        progress({done, total, unit: 'draws', note: 'scoring the response'}),
      recoverAt: params.recoverAt.toSorted((a, b) => a - b),
      bootstrap: {resamples: params.resamples, seed: params.seed, level: INTERVAL_LEVEL},
    });
    await outputs.results.write(judgement);
  },
});
