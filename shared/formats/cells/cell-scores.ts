// Cell scores: the summary of score-cells, `results.json` of the pipeline of cells.
import {z} from 'zod';
import type {CellScores} from '../../cells/scores/cell-scores.ts';
import {jsonFile} from '../json-file.ts';
import {methodKind} from './estimate.ts';

const count = z.int().nonnegative();
const value = z.number().nullable();
const interval = z.tuple([z.number(), z.number()]);
const mean = z.strictObject({mean: z.number(), interval: interval.nullable()});

/** Scores of the generated cells of one method. */
export const generation = z.strictObject({
  kind: methodKind,
  validGeneShare: value,
  uniqueGeneShare: value,
  clippedShare: value,
  cells: count,
  knnAccuracy: z.array(
    z.strictObject({k: count, accuracy: z.number(), interval: interval.nullable()}),
  ),
  gromovWasserstein: z.strictObject({cells: count, costs: z.array(z.number())}),
  types: z.array(
    z.strictObject({
      type: count,
      realCells: count,
      generatedCells: count,
      pearson: value,
      rSquared: value,
      covariation: value,
    }),
  ),
});

const prediction = z.strictObject({
  setting: value,
  count,
  accuracy: z.number(),
  macroF1: z.number(),
  namedShare: z.number(),
  f1: z.array(value),
  confusion: z.array(z.array(count)),
  intervals: z.strictObject({accuracy: interval, macroF1: interval}).exactOptional(),
});

const imputation = z.strictObject({
  cells: count,
  recall: z.array(mean.extend({k: count})),
  recallAtHidden: mean,
  pearson: mean.extend({mean: value}),
});

/** Scores of every method and bound; types in `shared/cells/scores/cell-scores.ts`. */
export const cellScores = jsonFile<CellScores>(
  'cell-scores',
  1,
  z.strictObject({
    types: z.array(z.string()),
    cells: z.strictObject({training: count, validation: count, test: count, genes: count}),
    settings: z.record(z.string(), z.number()),
    generation: z.record(z.string(), generation),
    prediction: z.record(z.string(), prediction),
    imputation: z.record(z.string(), imputation),
  }),
  ({types, cells, generation}) => ({
    types: types.length,
    testCells: cells.test,
    methods: Object.keys(generation).length,
  }),
);
