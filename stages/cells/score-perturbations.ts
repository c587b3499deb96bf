// Scores plain predictors of a perturbation against real stimulated cells that they have not seen, beside a ceiling.
import {z} from 'zod';
import {comparePredictors} from '../../shared/cells/perturbations/compare-predictors.ts';
import {describeMeans} from '../../shared/cells/perturbations/describe-means.ts';
import {gatherPerturbedCells} from '../../shared/cells/perturbations/gather-perturbed-cells.ts';
import type {PerturbationScores} from '../../shared/cells/perturbations/perturbation-scores.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellTable} from '../../shared/formats/cells/cell-table.ts';
import {perturbationScores} from '../../shared/formats/cells/perturbation-scores.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {
  conditionParams,
  resamplingParams,
  responseParams,
  typingParams,
  untypedParam,
} from '../../shared/models/cells/response-params.ts';
import {inGroup} from '../../shared/models/training/param-groups.ts';
import {stage} from '../../shared/pipeline/stage.ts';

const whole = z.int().positive();

export default stage(import.meta.url, {
  summary:
    'Score predictors of a perturbation on types and donors whose response they have not seen.',
  inputs: {matrix: cellMatrix, cells: cellTable},
  outputs: {results: perturbationScores, summary: stageSummary},
  params: z.strictObject({
    ...conditionParams,
    ...untypedParam,
    minCells: whole.min(4).default(20).describe('cells of either condition that a type needs'),
    maxCells: whole.default(40_000).describe('cells in memory, at most, drawn at random'),
    ...inGroup('scores', {
      ...responseParams,
      components: whole.default(20).describe('principal components in which distances are taken'),
    }),
    ...inGroup('typing', typingParams),
    ...resamplingParams,
  }),
  async run({inputs, outputs, params, log, progress}) {
    const cells = await gatherPerturbedCells(
      await inputs.matrix.read(),
      await inputs.cells.read(),
      params,
    );
    const recoverAt = params.recoverAt.toSorted((a, b) => a - b);
    const stimulated = cells.stimulated.reduce((a, b) => a + b, 0);
    const scored: PerturbationScores = {
      types: cells.types,
      donors: cells.donors.length,
      genes: cells.symbols.length,
      cells: {
        control: cells.labels.length - stimulated,
        stimulated,
        typedByNeighbours: cells.typedByNeighbours,
        left: cells.left,
      },
      settings: settingsOf({...params, ...cells.conditions}),
      protocols: comparePredictors(cells, {
        ...params,
        recoverAt,
        onProgress: (done, total) => progress({done, total, unit: 'draws', note: 'scoring'}),
      }),
    };
    await outputs.results.write(scored);
    await outputs.summary.write(summarize(scored));
    for (const line of describeMeans(scored)) log.info(line);
  },
});

function settingsOf(params: Record<string, unknown>): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(params).filter(
      (pair): pair is [string, number | string] =>
        typeof pair[1] === 'number' || typeof pair[1] === 'string',
    ),
  );
}

function summarize({types, donors, genes, cells, protocols}: PerturbationScores) {
  const {groups} = protocols['held-out types'];
  return {
    counts: {
      types: groups.length,
      ...{donors, genes},
      controlCells: cells.control,
      stimulatedCells: cells.stimulated,
    },
    notes: [
      {message: 'stimulated cells typed by nearest control cells', count: cells.typedByNeighbours},
      {message: 'cells of another condition or without a type, not scored', count: cells.left},
      {message: 'other types, with too few cells (minCells)', count: types.length - groups.length},
    ].filter(({count}) => count > 0),
  };
}
