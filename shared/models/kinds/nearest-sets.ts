// Votes of the training sets nearest to the prompt, with how sharply and by which weights nearness is judged.
import {z} from 'zod';
import {extent} from '../../formats/hugging-face/gpt2-folder.ts';
import type {NearestSetsOptions} from '../baselines/nearest-sets.ts';
import {modelKind} from './model-kind.ts';
import {readTraining, type TrainingSetsModel, trainingSetsFile} from './training-sets.ts';

export type NearestSetsModel = TrainingSetsModel<'nearest-sets', NearestSetsOptions>;

const settings = z.strictObject({
  kind: z.literal('nearest-sets'),
  options: z.strictObject({power: z.number(), idf: z.boolean()}),
  vocabSize: extent,
});

export const nearestSetsKind = modelKind<NearestSetsModel, typeof settings>({
  settings,
  pickSettings: ({kind, options, vocabSize}) => ({kind, options, vocabSize}),
  readData: async (folder, found) => ({
    ...found,
    training: await readTraining(folder, found.vocabSize),
  }),
  ...trainingSetsFile,
});
