// Cell judgement: what judge-cells says of cells that anybody predicted or generated.
import {z} from 'zod';
import type {Judgement} from '../../cells/perturbations/judge-cells.ts';
import {jsonFile} from '../json-file.ts';
import {generation} from './cell-scores.ts';
import {protocol} from './perturbation-scores.ts';

const count = z.int().nonnegative();

/** Scores beside baselines and a ceiling; types in `shared/cells/perturbations/judge-cells.ts`. */
export const cellJudgement = jsonFile<Judgement>(
  'cell-judgement',
  2,
  z.strictObject({
    types: z.array(z.string()),
    genes: count,
    cells: z.strictObject({
      real: count,
      predicted: count,
      otherTypes: count,
      untyped: count,
      typedByNeighbours: count,
    }),
    generation: z.record(z.string(), generation),
    response: protocol.nullable(),
  }),
  ({types, cells}) => ({types: types.length, predictedCells: cells.predicted}),
);
