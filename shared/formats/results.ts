// Results: the summary of a scoring, `results.json`, from which the report is written.
import {z} from 'zod';
import {PROTOCOL_NAMES} from '../genes/tokens/masking-protocols.ts';
import {METHOD_ROLES} from '../scores/method-roles.ts';
import {
  MEDIAN_NAMES,
  SCORE_NAMES,
  type ScoreName,
  type ScoreResults,
} from '../scores/score-results.ts';
import {jsonFile} from './json-file.ts';

const count = z.int().nonnegative();
const mean = z.number().nonnegative();
const hash = z.string().regex(/^[0-9a-f]+$/);

const scores = Object.fromEntries(SCORE_NAMES.map(name => [name, z.number().nullable()])) as Record<
  ScoreName,
  z.ZodNullable<z.ZodNumber>
>;
const summary = z.strictObject({
  sets: count,
  ...scores,
  medians: z.record(z.enum(MEDIAN_NAMES), z.number().nullable()),
  intervals: z.partialRecord(z.enum(SCORE_NAMES), z.tuple([z.number(), z.number()])),
});

const methodResults = summary.extend({
  setsWithoutGenes: mean,
  strata: z.array(summary.extend({jaccard: z.tuple([z.number(), z.number()])})),
  sizes: z.array(summary.extend({size: z.tuple([count, count.nullable()])})),
  libraries: z.array(summary.extend({library: z.string()})),
});

const protocolResults = z.strictObject({
  version: count,
  seeds: z.array(count),
  background: count,
  sets: count,
  outsideVocabulary: z.strictObject({sets: mean, genes: mean}),
  untestedSets: mean,
  methods: z.record(z.string(), methodResults),
  differences: z.strictObject({
    reference: z.string(),
    methods: z.record(z.string(), summary),
  }),
});

const provenance = z.strictObject({
  significance: z.number(),
  bootstrap: z.strictObject({resamples: count, seed: count, level: z.number()}),
  trainingSets: count,
  vocabulary: count,
  models: z.record(z.string(), z.strictObject({key: hash, sha256: hash})),
  sources: z.record(z.string(), z.record(z.string(), hash)),
});

/** Scores of every method under every protocol, with 95 % intervals; types in `shared/scores/score-results.ts`. */
export const results = jsonFile<ScoreResults>(
  'results',
  4,
  z.strictObject({
    methods: z.record(z.string(), z.strictObject({kind: z.string(), role: z.enum(METHOD_ROLES)})),
    protocols: z.partialRecord(z.enum(PROTOCOL_NAMES), protocolResults),
    provenance,
  }),
  ({protocols}) => {
    const [first] = Object.values(protocols);
    return {
      protocols: Object.keys(protocols).length,
      methods: Object.keys(first?.methods ?? {}).length,
      sets: first?.sets ?? 0,
    };
  },
);
