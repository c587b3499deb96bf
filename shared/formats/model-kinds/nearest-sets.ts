// A lookup among the training sets themselves: `training.arrow` beside its two settings.
import {join} from 'node:path';
import {z} from 'zod';
import type {TokenShard} from '../../gpt/token-shard.ts';
import {tokenShard} from '../token-shard.ts';
import type {ModelKind} from './model-kind.ts';

export interface NearestSetsModel {
  kind: 'nearest-sets';
  options: {power: number; idf: boolean};
  vocabSize: number;
  training: TokenShard;
}

const settings = z.strictObject({
  kind: z.literal('nearest-sets'),
  options: z.strictObject({power: z.number(), idf: z.boolean()}),
  vocabSize: z.int(),
});

const trainingPath = (folder: string) => join(folder, 'training.arrow');

export const nearestSetsKind: ModelKind<NearestSetsModel, typeof settings> = {
  settings,
  pickSettings: ({kind, options, vocabSize}) => ({kind, options, vocabSize}),
  readData: async (folder, found) => ({
    ...found,
    training: await tokenShard.read(trainingPath(folder)),
  }),
  writeData: (folder, {training}) => tokenShard.write(trainingPath(folder), training),
  async count(folder) {
    const {setIds} = await tokenShard.read(trainingPath(folder));
    return {sets: setIds.length};
  },
};
