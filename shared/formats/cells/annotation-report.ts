// What is to be said of a file's annotation as a whole, as JSON; types in `shared/cells/annotation/annotation-report.ts`.
import {z} from 'zod';
import type {AnnotationReport} from '../../cells/annotation/annotation-report.ts';
import {UNKNOWN_SCORES} from '../../cells/annotation/unknown-scores.ts';
import {jsonFile} from '../json-file.ts';

const count = z.int().nonnegative();
const rate = z.number().min(0).max(1);

export const annotationReport = jsonFile<AnnotationReport>(
  'annotation-report',
  2,
  z.strictObject({
    methods: z.array(z.string()),
    weights: z.record(z.string(), rate),
    genes: z.strictObject({known: count, shared: count, shareOfExpression: rate}),
    ...{cells: count, unknownCells: count, disagreeing: count},
    unknownLikeliest: z.array(z.strictObject({type: z.string(), cells: count})),
    labelled: z.strictObject({
      ...{cells: count, right: count, names: count, foreign: z.array(z.string())},
      pairs: z.array(z.strictObject({label: z.string(), likeliest: z.string(), cells: count})),
    }),
    ...{level: rate, falseAlarms: rate, score: z.enum(UNKNOWN_SCORES)},
    leftOut: z.record(z.enum(UNKNOWN_SCORES), rate.nullable()),
    groups: z.array(
      z.strictObject({
        ...{type: z.string(), cells: count, meanChance: rate},
        genes: z.array(z.string()),
      }),
    ),
    alarms: z.array(z.string()),
  }),
  ({cells, unknownCells, disagreeing}) => ({cells, unknownCells, disagreeing}),
);
