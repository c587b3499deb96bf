// Scores of names: means over test sets with intervals, by what was shown, method and likeness to training.
import {z} from 'zod';
import type {NameResults} from '../../scores/names/name-results.ts';
import {jsonFile} from '../json-file.ts';

const count = z.int().nonnegative();
const score = z.number().nullable();
const interval = z.tuple([z.number(), z.number()]);

const summary = z.strictObject({
  sets: count,
  ...{precision: score, recall: score, f1: score, exact: score, meaning: score},
  intervals: z.partialRecord(z.enum(['precision', 'recall', 'f1', 'exact', 'meaning']), interval),
});
const method = summary.extend({strata: z.array(summary.extend({jaccard: interval}))});

/** Types in `shared/scores/names/name-results.ts`. */
export const nameScores = jsonFile<NameResults>(
  'name-scores',
  1,
  z.strictObject({
    sets: count,
    shown: z.record(
      z.string(),
      z.strictObject({
        methods: z.record(z.string(), method),
        differences: z.strictObject({
          reference: z.string(),
          methods: z.record(z.string(), method),
        }),
      }),
    ),
    examples: z.array(
      z.strictObject({
        ...{setId: z.int(), library: z.string(), trueName: z.string(), likeness: z.number()},
        names: z.record(
          z.string(),
          z.strictObject({name: z.string(), probability: score, f1: z.number()}),
        ),
      }),
    ),
    provenance: z.strictObject({
      trainingSets: count,
      bootstrap: z.strictObject({resamples: count, seed: count, level: z.number()}),
    }),
  }),
  ({sets, shown}) => ({
    sets,
    methods: Object.keys(Object.values(shown)[0]?.methods ?? {}).length,
  }),
);
