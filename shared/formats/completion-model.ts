// A trained model as a folder: model.json says which kind it is; any stage that writes one can be swapped in.
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import type {GptConfig} from '../gpt/engine.ts';
import type {TokenShard} from '../gpt/token-shard.ts';
import type {Format} from './format.ts';
import {readSafetensors, type Tensors, writeSafetensors} from './safetensors.ts';
import {tokenShard} from './token-shard.ts';

/** A GPT: its shape and its weights under Hugging Face's GPT2LMHeadModel names. */
export interface GptCompletionModel {
  kind: 'gpt';
  config: GptConfig;
  tensors: Tensors;
}

/** A lookup among the training sets themselves. */
export interface NearestSetsModel {
  kind: 'nearest-sets';
  options: {power: number; idf: boolean};
  vocabSize: number;
  training: TokenShard;
}

export type CompletionModel = GptCompletionModel | NearestSetsModel;

const gptDescription = z.strictObject({
  kind: z.literal('gpt'),
  config: z.strictObject({
    vocabSize: z.int(),
    blockSize: z.int(),
    nLayer: z.int(),
    nHead: z.int(),
    nEmbd: z.int(),
    bias: z.boolean(),
    positions: z.boolean(),
    dropout: z.number(),
  }),
});
const nearestSetsDescription = z.strictObject({
  kind: z.literal('nearest-sets'),
  options: z.strictObject({power: z.number(), idf: z.boolean()}),
  vocabSize: z.int(),
});
const description = z.discriminatedUnion('kind', [gptDescription, nearestSetsDescription]);

const WEIGHTS = 'model.safetensors';
const TRAINING = 'training.arrow';

/** The model folder: `model.json` with `model.safetensors` (gpt) or `training.arrow` (nearest-sets). */
export const completionModel: Format<CompletionModel> = {
  name: 'completion-model',
  version: 1,
  extension: '',
  async read(path) {
    const found = await readDescription(path);
    if (found.kind === 'gpt') {
      return {...found, tensors: await readSafetensors(join(path, WEIGHTS))};
    }
    return {...found, training: await tokenShard.read(join(path, TRAINING))};
  },
  async write(path, model) {
    await mkdir(path, {recursive: true});
    if (model.kind === 'gpt') {
      await writeDescription(path, {kind: model.kind, config: model.config});
      await writeSafetensors(join(path, WEIGHTS), model.tensors, {format: 'pt'});
    } else {
      const {kind, options, vocabSize} = model;
      await writeDescription(path, {kind, options, vocabSize});
      await tokenShard.write(join(path, TRAINING), model.training);
    }
  },
  async summarize(path) {
    const model = await this.read(path);
    if (model.kind === 'nearest-sets') return {counts: {sets: model.training.setIds.length}};
    let parameters = 0;
    for (const {values} of model.tensors.values()) parameters += values.length;
    return {counts: {parameters, tensors: model.tensors.size}};
  },
};

async function readDescription(path: string): Promise<z.output<typeof description>> {
  const file = join(path, 'model.json');
  const parsed = description.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(`${file}: not a geneglot model:\n${z.prettifyError(parsed.error)}`);
}

function writeDescription(path: string, value: z.input<typeof description>): Promise<void> {
  return writeFile(join(path, 'model.json'), `${JSON.stringify(value, null, 2)}\n`);
}
