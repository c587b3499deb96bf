// Cosines between genes' set vectors, taken from the training sets for each prompt; there are no options.
import {z} from 'zod';
import {extent} from '../../formats/hugging-face/gpt2-folder.ts';
import {modelKind} from './model-kind.ts';
import {readTraining, type TrainingSetsModel, trainingSetsFile} from './training-sets.ts';

export type ItemItemModel = TrainingSetsModel<'item-item', Record<string, never>>;

const settings = z.strictObject({
  kind: z.literal('item-item'),
  options: z.record(z.string(), z.never()),
  vocabSize: extent,
});

export const itemItemKind = modelKind<ItemItemModel, typeof settings>({
  settings,
  pickSettings: ({kind, options, vocabSize}) => ({kind, options, vocabSize}),
  readData: async (folder, found) => ({
    ...found,
    training: await readTraining(folder, found.vocabSize),
  }),
  ...trainingSetsFile,
});
