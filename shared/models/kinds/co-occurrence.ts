// Conditional probabilities of genes given the prompt's, counted in the training sets.
import {z} from 'zod';
import {extent} from '../../formats/hugging-face/gpt2-folder.ts';
import type {CoOccurrenceOptions} from '../baselines/co-occurrence.ts';
import {modelKind} from './model-kind.ts';
import {readTraining, type TrainingSetsModel, trainingSetsFile} from './training-sets.ts';

export type CoOccurrenceModel = TrainingSetsModel<'co-occurrence', CoOccurrenceOptions>;

const settings = z.strictObject({
  kind: z.literal('co-occurrence'),
  options: z.strictObject({smoothing: z.number()}),
  vocabSize: extent,
});

export const coOccurrenceKind = modelKind<CoOccurrenceModel, typeof settings>({
  settings,
  pickSettings: ({kind, options, vocabSize}) => ({kind, options, vocabSize}),
  readData: async (folder, found) => ({
    ...found,
    training: await readTraining(folder, found.vocabSize),
  }),
  ...trainingSetsFile,
});
