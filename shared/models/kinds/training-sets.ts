// Kinds of models that look things up in the training sets themselves: `training.arrow` beside a few settings.
import {join} from 'node:path';
import {z} from 'zod';
import {tokenShard} from '../../formats/token-shard.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import type {ModelKind} from './model-kind.ts';

export interface TrainingSetsModel<Kind extends string, Options> {
  kind: Kind;
  options: Options;
  vocabSize: number;
  training: TokenShard;
}

const trainingPath = (folder: string) => join(folder, 'training.arrow');

/** The kind of lookup that `options` settle. */
export function trainingSetsKind<Kind extends string, Options>(
  kind: Kind,
  options: z.ZodType<Options>,
): ModelKind<TrainingSetsModel<Kind, Options>> {
  const settings = z.strictObject({kind: z.literal(kind), options, vocabSize: z.int()});
  type Settings = Omit<TrainingSetsModel<Kind, Options>, 'training'>;
  return {
    settings: settings as unknown as z.ZodType<Settings>,
    pickSettings: ({kind, options, vocabSize}) => ({kind, options, vocabSize}),
    readData: async (folder, found) => ({
      ...(found as Settings),
      training: await tokenShard.read(trainingPath(folder)),
    }),
    writeData: (folder, {training}) => tokenShard.write(trainingPath(folder), training),
    async count(folder) {
      const {setIds} = await tokenShard.read(trainingPath(folder));
      return {sets: setIds.length};
    },
  };
}
