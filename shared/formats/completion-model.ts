// A trained model as a folder: model.json says which kind it is; any stage that writes one can be swapped in.
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import type {GptConfig} from '../gpt/engine.ts';
import {countParameters, listTensors} from '../gpt/parameters.ts';
import {END_TOKEN, type TokenShard} from '../gpt/token-shard.ts';
import type {Format} from './format.ts';
import {readGpt2Weights, writeGpt2Folder} from './hugging-face-gpt2.ts';
import type {Tensors} from './safetensors.ts';
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
    tiedHead: z.boolean(),
    activation: z.enum(['gelu', 'gelu-tanh']),
  }),
});
const nearestSetsDescription = z.strictObject({
  kind: z.literal('nearest-sets'),
  options: z.strictObject({power: z.number(), idf: z.boolean()}),
  vocabSize: z.int(),
});
const description = z.discriminatedUnion('kind', [gptDescription, nearestSetsDescription]);

const TRAINING = 'training.arrow';

/**
 * The model folder: `model.json`, and `training.arrow` (nearest-sets) or a whole Hugging Face model folder (gpt) that
 * `GPT2LMHeadModel.from_pretrained` loads.
 */
export const completionModel: Format<CompletionModel> = {
  name: 'completion-model',
  version: 2,
  extension: '',
  async read(path) {
    const found = await readDescription(path);
    if (found.kind === 'gpt') {
      return {...found, tensors: await readGpt2Weights(path, found.config)};
    }
    return {...found, training: await tokenShard.read(join(path, TRAINING))};
  },
  async write(path, model) {
    await mkdir(path, {recursive: true});
    if (model.kind === 'gpt') {
      await writeDescription(path, {kind: model.kind, config: model.config});
      await writeGpt2Folder(path, model.config, model.tensors, END_TOKEN);
    } else {
      const {kind, options, vocabSize} = model;
      await writeDescription(path, {kind, options, vocabSize});
      await tokenShard.write(join(path, TRAINING), model.training);
    }
  },
  async summarize(path) {
    const found = await readDescription(path);
    if (found.kind === 'gpt') {
      const tensors = listTensors(found.config);
      return {counts: {parameters: countParameters(tensors), tensors: tensors.length}};
    }
    const {setIds} = await tokenShard.read(join(path, TRAINING));
    return {counts: {sets: setIds.length}};
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
