// Scores of a model file beside those of the stack it was packed from: `model-file-scores.json`.
import {z} from 'zod';
import type {ModelScores} from '../../run/geneglot.mjs';
import {jsonFile} from './json-file.ts';

const answers = z.strictObject({
  recallAt50: z.number(),
  significant: z.number(),
  calibrationError: z.number(),
});

const nearness = z.strictObject({
  from: z.number(),
  upTo: z.number(),
  sets: z.int(),
  recallAt50: z.number(),
  rightOfFirst10: z.number(),
});

const scores = z.strictObject({
  protocol: z.string(),
  seed: z.int(),
  sets: z.int(),
  stack: answers,
  file: answers,
  recallAt50Difference: z.number(),
  interval: z.tuple([z.number(), z.number()]).optional(),
  nearness: z.array(nearness).optional(),
  bytes: z.int(),
});
/** What the header of the file states of its scores, and its size. */
export type ModelFileScores = ModelScores & {bytes: number};

export const modelFileScores = jsonFile<ModelFileScores>(
  'model-file-scores',
  1,
  scores,
  ({sets, bytes}) => ({
    sets,
    bytes,
  }),
);
