// A GPT as a Hugging Face model folder: config.json and weights as transformers' GPT2LMHeadModel has them.
// Reference: configuration_gpt2.py and modeling_gpt2.py of github.com/huggingface/transformers. Linear weights are
// (in, out) as its Conv1D, and c_attn holds queries, keys and values side by side: the engines' own layout.
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import type {Activation, GptConfig} from '../../engines/contract/engine.ts';
import {listTensors} from '../../engines/contract/gpt-tensors.ts';
import {readJson} from '../json-file.ts';
import {type Tensors, writeSafetensors} from '../safetensors/safetensors.ts';
import {inspectWeights, readWeights, type StoredTensor, WEIGHTS} from './stored-weights.ts';

const CONFIG = 'config.json';
const PREFIX = 'transformer.';

/** A number of layers, heads, tokens … as a model's file may claim it: the tensors are listed by it. */
export const layerCount = z.int().positive().max(1024);
export const extent = z
  .int()
  .positive()
  .max(2 ** 24);

/** What of a GPT2Config decides the network; the defaults are GPT2Config's own. */
const gpt2Config = z.looseObject({
  model_type: z.literal('gpt2').default('gpt2'),
  vocab_size: extent.default(50257),
  n_positions: extent.default(1024),
  n_embd: extent.default(768),
  n_layer: layerCount.default(12),
  n_head: extent.default(12),
  n_inner: extent.nullable().default(null),
  activation_function: z
    .enum(['gelu', 'gelu_new', 'gelu_pytorch_tanh', 'gelu_fast'])
    .default('gelu_new'),
  resid_pdrop: z.number().min(0).lt(1).default(0.1),
  layer_norm_epsilon: z.literal(1e-5).default(1e-5),
  scale_attn_weights: z.literal(true).default(true),
  scale_attn_by_inverse_layer_idx: z.literal(false).default(false),
  add_cross_attention: z.literal(false).default(false),
  tie_word_embeddings: z.boolean().default(true),
});

/** Reads a folder that transformers or writeGpt2Folder wrote; every tensor of the config is there afterwards. */
export async function readGpt2Folder(
  folder: string,
): Promise<{config: GptConfig; tensors: Tensors}> {
  const config = await readConfig(join(folder, CONFIG));
  return {config, tensors: await readTensors(folder, config)};
}

/** The tensors of a config, whose shapes are compared with the files' before any value is read. */
async function readTensors(folder: string, config: GptConfig): Promise<Tensors> {
  const {path, tensors} = await inspectWeights(folder);
  const stored = new Map(tensors.filter(isWeight).map(tensor => [tensor.name, tensor]));
  const nameOf = new Map<StoredTensor, string>();
  for (const {name, shape} of listTensors(config)) {
    const found = stored.get(name) ?? stored.get(withoutPrefix(name));
    if (!found) throw new Error(`${path}: tensor ${name} is missing`);
    if (String(found.shape) !== String(shape)) {
      throw new Error(
        `${path}: tensor ${name} has shape (${found.shape.join(', ')}), but ${CONFIG} says (${shape.join(', ')})`,
      );
    }
    nameOf.set(found, name);
  }
  const read = await readWeights([...nameOf.keys()]);
  return new Map([...nameOf].map(([there, name]) => [name, read.get(there.name)!]));
}

/** Not one of the causal masks that older files carry (`h.0.attn.bias`). */
const isWeight = ({name}: StoredTensor) => !/\.attn\.(masked_)?bias$/.test(name);

/** OpenAI's own file, and one of a GPT2Model alone, name tensors without it. */
const withoutPrefix = (name: string) =>
  name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;

/**
 * Writes a folder that `GPT2LMHeadModel.from_pretrained(folder)` loads. GPT-2 always has biases and positions:
 * where the model has none, zeros are written, which compute the same.
 */
export async function writeGpt2Folder(
  folder: string,
  config: GptConfig,
  tensors: Tensors,
  endToken: number,
): Promise<void> {
  await mkdir(folder, {recursive: true});
  const complete: Tensors = new Map();
  for (const {name, shape} of listTensors({...config, bias: true, positions: true})) {
    const length = shape.reduce((count, extent) => count * extent, 1);
    complete.set(name, tensors.get(name) ?? {shape, values: new Float32Array(length)});
  }
  await writeSafetensors(join(folder, WEIGHTS), complete, {format: 'pt'});
  const json = JSON.stringify(toGpt2Config(config, endToken), null, 2);
  await writeFile(join(folder, CONFIG), `${json}\n`);
}

/** Beside a folder of writeGpt2Folder, that `generate` writes no token from `first` on, unless its caller allows them. */
export async function suppressTokens(
  folder: string,
  {first, vocabSize, endToken}: {first: number; vocabSize: number; endToken: number},
): Promise<void> {
  const generation = {
    ...{bos_token_id: endToken, eos_token_id: endToken},
    suppress_tokens: Array.from({length: vocabSize - first}, (_, i) => first + i),
  };
  await writeFile(join(folder, 'generation_config.json'), `${JSON.stringify(generation)}\n`);
}

/** The tensors of a config in a folder written by writeGpt2Folder, without the zeros it may have added. */
export function readGpt2Weights(folder: string, config: GptConfig): Promise<Tensors> {
  return readTensors(folder, config);
}

async function readConfig(path: string): Promise<GptConfig> {
  const parsed = gpt2Config.safeParse(await readJson(path));
  if (!parsed.success) {
    throw new Error(`${path}: no GPT-2 that can be run here:\n${z.prettifyError(parsed.error)}`);
  }
  const {data} = parsed;
  if (data.n_inner !== null && data.n_inner !== 4 * data.n_embd) {
    throw new Error(
      `${path}: n_inner is ${data.n_inner}: expected null or 4 · n_embd = ${4 * data.n_embd}`,
    );
  }
  return {
    vocabSize: data.vocab_size,
    blockSize: data.n_positions,
    nLayer: data.n_layer,
    nHead: data.n_head,
    nEmbd: data.n_embd,
    bias: true,
    positions: true,
    dropout: data.resid_pdrop,
    tiedHead: data.tie_word_embeddings,
    activation: data.activation_function === 'gelu' ? 'gelu' : 'gelu-tanh',
  };
}

const ACTIVATION_NAMES: Record<Activation, string> = {gelu: 'gelu', 'gelu-tanh': 'gelu_new'};

function toGpt2Config(config: GptConfig, endToken: number): Record<string, unknown> {
  return {
    model_type: 'gpt2',
    architectures: ['GPT2LMHeadModel'],
    vocab_size: config.vocabSize,
    n_positions: config.blockSize,
    n_ctx: config.blockSize,
    n_embd: config.nEmbd,
    n_layer: config.nLayer,
    n_head: config.nHead,
    n_inner: null,
    activation_function: ACTIVATION_NAMES[config.activation],
    resid_pdrop: config.dropout,
    embd_pdrop: config.dropout,
    attn_pdrop: config.dropout,
    layer_norm_epsilon: 1e-5,
    initializer_range: 0.02,
    scale_attn_weights: true,
    scale_attn_by_inverse_layer_idx: false,
    reorder_and_upcast_attn: false,
    tie_word_embeddings: config.tiedHead,
    bos_token_id: endToken,
    eos_token_id: endToken,
    torch_dtype: 'float32',
  };
}
