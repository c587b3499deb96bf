// A model of cells as a Hugging Face folder: config.json and model.safetensors, with words.json (one token a gene) or
// GPT-2's own vocab.json and merges.txt beside them; cell-model.json says which, and the engine's shape.
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import type {GptConfig} from '../../engines/contract/engine.ts';
import {countParameters, listTensors} from '../../engines/contract/gpt-tensors.ts';
import type {Format} from '../../formats/format.ts';
import {readGpt2Weights, writeGpt2Folder} from '../../formats/safetensors/hugging-face-gpt2.ts';
import type {Tensors} from '../../formats/safetensors/safetensors.ts';
import {gptConfig} from './gpt.ts';

/** How text or words become tokens. */
export type CellVocabulary =
  | {kind: 'words'; words: string[]}
  /** The texts of GPT-2's `vocab.json` and `merges.txt`. */
  | {kind: 'text'; vocab: string; merges: string};

export interface CellModel {
  config: GptConfig;
  tensors: Tensors;
  vocabulary: CellVocabulary;
  /** Ends a response. */
  endToken: number;
}

const settingsSchema = z.strictObject({
  vocabulary: z.enum(['words', 'text']),
  endToken: z.int().nonnegative(),
  config: gptConfig,
});

/** The model folder; with a text vocabulary transformers loads it, tokenizer and all. */
export const cellModel: Format<CellModel> = {
  name: 'cell-model',
  version: 1,
  extension: '',
  async read(folder) {
    const {config, vocabulary, endToken} = await readSettings(folder);
    return {
      config,
      endToken,
      vocabulary: await readVocabulary(folder, vocabulary),
      tensors: await readGpt2Weights(folder, config),
    };
  },
  async write(folder, {config, tensors, vocabulary, endToken}) {
    await mkdir(folder, {recursive: true});
    await writeGpt2Folder(folder, config, tensors, endToken);
    await writeVocabulary(folder, vocabulary);
    const settings = {vocabulary: vocabulary.kind, endToken, config};
    await writeFile(join(folder, 'cell-model.json'), `${JSON.stringify(settings, null, 2)}\n`);
  },
  async summarize(folder) {
    const {config} = await readSettings(folder);
    return {
      counts: {parameters: countParameters(listTensors(config)), tokens: config.vocabSize},
    };
  },
};

async function readSettings(folder: string) {
  const path = join(folder, 'cell-model.json');
  const parsed = settingsSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(`${path}: no model of cells:\n${z.prettifyError(parsed.error)}`);
}

async function readVocabulary(folder: string, kind: 'words' | 'text'): Promise<CellVocabulary> {
  const read = (file: string) => readFile(join(folder, file), 'utf8');
  if (kind === 'text')
    return {kind, vocab: await read('vocab.json'), merges: await read('merges.txt')};
  return {kind, words: z.array(z.string()).parse(JSON.parse(await read('words.json')))};
}

async function writeVocabulary(folder: string, vocabulary: CellVocabulary): Promise<void> {
  const write = (file: string, text: string) => writeFile(join(folder, file), text);
  if (vocabulary.kind === 'words') {
    return write('words.json', `${JSON.stringify(vocabulary.words, null, 0)}\n`);
  }
  await write('vocab.json', vocabulary.vocab);
  await write('merges.txt', vocabulary.merges);
  await write('tokenizer_config.json', `${JSON.stringify({tokenizer_class: 'GPT2Tokenizer'})}\n`);
}
