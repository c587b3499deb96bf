// Results: the summary of a scoring, `results.json`, from which the report is written.
import {z} from 'zod';
import type {ScoreResults} from '../stats/score-results.ts';
import {jsonFile} from './json-file.ts';

const count = z.int().nonnegative();
const end = z.number().nullable();
const scores = z.record(z.string(), z.strictObject({value: end, low: end, high: end}));
const background = z.strictObject({genes: count, sets: count});

const methodScores = z.strictObject({
  method: z.string(),
  significantSets: z.strictObject({vocabulary: count, proteinCoding: count}),
  setsWithoutGenes: count,
  scores,
});

const stratification = z.strictObject({
  by: z.enum(['setSize', 'maxJaccard']),
  strata: z.array(
    z.strictObject({
      label: z.string(),
      sets: count,
      methods: z.array(z.strictObject({method: z.string(), scores})),
    }),
  ),
});

/** Scores of every method over all test sets, with 95 % intervals; types in `shared/stats/score-results.ts`. */
export const results = jsonFile<ScoreResults>(
  'results',
  1,
  z.strictObject({
    significance: z.number(),
    topK: z.array(z.int().positive()),
    bootstrap: z.strictObject({resamples: count, seed: count, level: z.number()}),
    sets: z.strictObject({total: count, scored: count, withoutHeldOutGenes: count}),
    backgrounds: z.strictObject({vocabulary: background, proteinCoding: background}),
    methods: z.array(methodScores),
    differences: z.array(z.strictObject({baseline: z.string(), scores})),
    stratifications: z.array(stratification),
  }),
  ({sets, methods}) => ({sets: sets.scored, methods: methods.length}),
);
