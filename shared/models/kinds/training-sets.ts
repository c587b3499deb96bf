// What the kinds of models share that look things up in the training sets themselves: `training.arrow` beside a few settings.
import {join} from 'node:path';
import {checkIndices} from '../../formats/check-index.ts';
import {tokenShard} from '../../formats/token-shard.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';

export interface TrainingSetsModel<Kind extends string, Options> {
  kind: Kind;
  options: Options;
  vocabSize: number;
  training: TokenShard;
}

const trainingPath = (folder: string) => join(folder, 'training.arrow');

/** The training sets, whose tokens must be those of the model's vocabulary. */
export async function readTraining(folder: string, vocabSize: number): Promise<TokenShard> {
  const training = await tokenShard.read(trainingPath(folder));
  checkIndices(trainingPath(folder), 'tokens', training.tokens, vocabSize, 1);
  return training;
}

/** Writes and counts the training sets of any of these kinds. */
export const trainingSetsFile = {
  writeData: (folder: string, {training}: {training: TokenShard}) =>
    tokenShard.write(trainingPath(folder), training),
  async count(folder: string): Promise<Record<string, number>> {
    return {sets: (await tokenShard.read(trainingPath(folder))).setIds.length};
  },
};
