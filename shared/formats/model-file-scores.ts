// Scores of a model file beside those of the stack it was packed from: `model-file-scores.json`.
import {z} from 'zod';
import {jsonFile} from './json-file.ts';

const answers = z.strictObject({
  recallAt50: z.number(),
  /** Sets completed significantly. */
  significant: z.number(),
  calibrationError: z.number(),
});

const scores = z.strictObject({
  protocol: z.string(),
  seed: z.int(),
  sets: z.int(),
  stack: answers,
  file: answers,
  /** recall@50 of the file less that of the stack, with its 95 % interval. */
  recallAt50Difference: z.number(),
  interval: z.tuple([z.number(), z.number()]).optional(),
  /** Size of the file. */
  bytes: z.int(),
});
export type ModelFileScores = z.output<typeof scores>;

export const modelFileScores = jsonFile<ModelFileScores>(
  'model-file-scores',
  1,
  scores,
  ({sets, bytes}) => ({
    sets,
    bytes,
  }),
);
