// A model of cells as a Hugging Face folder: config.json and model.safetensors, with words.json (one token a gene) or
// GPT-2's own vocab.json and merges.txt beside them; cell-model.json says which, and the engine's shape.
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import type {GptConfig} from '../../engines/contract/engine.ts';
import {countParameters, listTensors} from '../../engines/contract/gpt-tensors.ts';
import {damaged} from '../../formats/check-index.ts';
import type {Format} from '../../formats/format.ts';
import {readGpt2Weights, writeGpt2Folder} from '../../formats/hugging-face/gpt2-folder.ts';
import {type ModelCard, writeModelCard} from '../../formats/hugging-face/model-card.ts';
import {writeWordTokenizer} from '../../formats/hugging-face/word-tokenizer.ts';
import {parseJson, readJson} from '../../formats/json-file.ts';
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
  /** Written as README.md; not read back. */
  card?: ModelCard;
}

const settingsSchema = z
  .strictObject({
    vocabulary: z.enum(['words', 'text']),
    endToken: z.int().nonnegative(),
    config: gptConfig,
  })
  .refine(({endToken, config}) => endToken < config.vocabSize, {
    error: 'endToken is beyond the vocabulary',
  });

/** The model folder, which transformers loads, tokenizer and all. */
export const cellModel: Format<CellModel> = {
  name: 'cell-model',
  version: 1,
  extension: '',
  async read(folder) {
    const {config, vocabulary, endToken} = await readSettings(folder);
    return {
      config,
      endToken,
      vocabulary: await readVocabulary(folder, vocabulary, config.vocabSize),
      tensors: await readGpt2Weights(folder, config),
    };
  },
  async write(folder, {config, tensors, vocabulary, endToken, card}) {
    await mkdir(folder, {recursive: true});
    await writeGpt2Folder(folder, config, tensors, endToken);
    await writeVocabulary(folder, vocabulary);
    if (vocabulary.kind === 'words') {
      const {blockSize} = config;
      await writeWordTokenizer(folder, {words: vocabulary.words, endToken, blockSize});
    }
    if (card) await writeModelCard(folder, card);
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
  const parsed = settingsSchema.safeParse(await readJson(path));
  if (parsed.success) return parsed.data;
  throw new Error(`${path}: no model of cells:\n${z.prettifyError(parsed.error)}`);
}

async function readVocabulary(
  folder: string,
  kind: 'words' | 'text',
  vocabSize: number,
): Promise<CellVocabulary> {
  if (kind === 'text') {
    const path = join(folder, 'vocab.json');
    const vocab = await readFile(path, 'utf8');
    checkTextIds(path, vocab, vocabSize);
    return {kind, vocab, merges: await readFile(join(folder, 'merges.txt'), 'utf8')};
  }
  const path = join(folder, 'words.json');
  const words = z
    .array(z.string())
    .length(vocabSize)
    .safeParse(await readJson(path));
  if (words.success) return {kind, words: words.data};
  throw new Error(`${path}: no words of a model of cells:\n${z.prettifyError(words.error)}`);
}

/** Fails unless GPT-2's `vocab.json` gives each text a token that the model has; gives the tokens. */
export function checkTextIds(
  path: string,
  vocab: string,
  vocabSize: number,
): Record<string, number> {
  const ids = parseJson(path, vocab);
  const isRecord = ids !== null && typeof ids === 'object';
  const known = isRecord ? Object.entries(ids) : [['', ids]];
  const odd = known.find(([, id]) => !(Number.isInteger(id) && id >= 0 && id < vocabSize));
  if (!odd) return ids as Record<string, number>;
  const found = `${JSON.stringify(odd[1])} for ${JSON.stringify(odd[0])}`;
  throw damaged(path, 'vocabulary', found, `a token in 0..${vocabSize - 1} for each text`);
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
