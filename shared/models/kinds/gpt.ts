// A GPT: its shape and weights, as a Hugging Face folder that `from_pretrained` of transformers loads.
import {z} from 'zod';
import type {GptConfig} from '../../engines/contract/engine.ts';
import {countParameters, listTensors} from '../../engines/contract/gpt-tensors.ts';
import {
  extent,
  layerCount,
  readGpt2Weights,
  suppressTokens,
  writeGpt2Folder,
} from '../../formats/hugging-face/gpt2-folder.ts';
import {type ModelCard, writeModelCard} from '../../formats/hugging-face/model-card.ts';
import {writeWordTokenizer} from '../../formats/hugging-face/word-tokenizer.ts';
import type {Tensors} from '../../formats/safetensors/safetensors.ts';
import {END_TOKEN} from '../../genes/tokens/token-shard.ts';
import type {WordUse} from './knows-words.ts';
import {modelKind} from './model-kind.ts';

/** A GPT: its shape and its weights under Hugging Face's GPT2LMHeadModel names. */
export interface GptCompletionModel {
  kind: 'gpt';
  config: GptConfig;
  tensors: Tensors;
  /** V, tokens of genes, of which the end token is the first; a token that opens names and those of words follow. All where absent. */
  geneTokens?: number | undefined;
  /** The one use of words that it was trained for; both where absent. */
  wordUse?: WordUse | undefined;
  /** Written beside the weights for whoever opens the folder in transformers; not read back. */
  toShare?: {symbols: readonly string[]; card: ModelCard};
}

/** A GPT's shape as files keep it. */
export const gptConfig = z.strictObject({
  vocabSize: extent,
  blockSize: extent,
  nLayer: layerCount,
  nHead: extent,
  nEmbd: extent,
  bias: z.boolean(),
  positions: z.boolean(),
  dropout: z.number().min(0).lt(1),
  tiedHead: z.boolean(),
  activation: z.enum(['gelu', 'gelu-tanh']),
});

const settings = z.strictObject({
  kind: z.literal('gpt'),
  config: gptConfig,
  geneTokens: extent.optional(),
  wordUse: z.enum(['read', 'written']).optional(),
});

export const gptKind = modelKind<GptCompletionModel, typeof settings>({
  settings,
  pickSettings: ({kind, config, geneTokens, wordUse}) => ({
    ...{kind, config},
    ...(geneTokens !== undefined && {geneTokens}),
    ...(wordUse !== undefined && {wordUse}),
  }),
  readData: async (folder, found) => ({
    ...found,
    tensors: await readGpt2Weights(folder, found.config),
  }),
  async writeData(folder, {config, tensors, geneTokens, toShare}) {
    await writeGpt2Folder(folder, config, tensors, END_TOKEN);
    if (!toShare) return;
    const {blockSize, vocabSize} = config;
    if (geneTokens !== undefined && geneTokens < vocabSize) {
      // No training asks whether a word follows genes, so that transformers must not either.
      await suppressTokens(folder, {first: geneTokens, vocabSize, endToken: END_TOKEN});
    }
    await writeWordTokenizer(folder, {words: toShare.symbols, endToken: END_TOKEN, blockSize});
    await writeModelCard(folder, toShare.card);
  },
  async count(_, {config}) {
    const tensors = listTensors(config);
    return {parameters: countParameters(tensors), tensors: tensors.length};
  },
});
