// Perturbation scores: what score-perturbations writes, `results.json` of the pipeline of perturbations.
import {z} from 'zod';
import type {PerturbationScores} from '../../cells/perturbations/perturbation-scores.ts';
import {jsonFile} from '../json-file.ts';
import {estimate} from './estimate.ts';

const count = z.int().nonnegative();
const scores = z.strictObject({
  pearson: estimate,
  pearsonChanged: estimate,
  direction: estimate,
  slope: estimate,
  energyDistance: estimate,
  recovery: z.array(estimate.extend({k: count})),
});
/** Scores of all methods where the same cells were hidden. */
export const protocol = z.strictObject({
  groups: z.array(
    z.strictObject({
      type: count,
      controlCells: count,
      stimulatedCells: count,
      donors: count,
      differentGenes: count,
    }),
  ),
  methods: z.record(
    z.string(),
    z.strictObject({
      kind: z.enum(['model', 'baseline', 'ceiling']),
      mean: scores,
      groups: z.array(scores.nullable()),
    }),
  ),
});

/** Scores by protocol and method; types in `shared/cells/perturbations/perturbation-scores.ts`. */
export const perturbationScores = jsonFile<PerturbationScores>(
  'perturbation-scores',
  1,
  z.strictObject({
    types: z.array(z.string()),
    donors: count,
    genes: count,
    cells: z.strictObject({
      control: count,
      stimulated: count,
      typedByNeighbours: count,
      left: count,
    }),
    settings: z.record(z.string(), z.union([z.number(), z.string()])),
    protocols: z.strictObject({
      'held-out types': protocol,
      'held-out donors': protocol.optional(),
    }),
  }),
  ({cells, protocols}) => ({
    types: protocols['held-out types'].groups.length,
    stimulatedCells: cells.stimulated,
    methods: Object.keys(protocols['held-out types'].methods).length,
  }),
);
