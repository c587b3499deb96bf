// Hugging Face's GPT-2 folders: what is written, what is read, and a model that transformers itself saved.
import {existsSync} from 'node:fs';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {GptConfig} from '../../../shared/engines/contract/engine.ts';
import {loadEngine} from '../../../shared/engines/load.ts';
import {
  readGpt2Folder,
  readGpt2Weights,
  writeGpt2Folder,
} from '../../../shared/formats/hugging-face/gpt2-folder.ts';
import {
  inspectSafetensors,
  readSafetensors,
  writeSafetensors,
} from '../../../shared/formats/safetensors/safetensors.ts';
import {numberedTensors} from '../numbered-tensors.ts';
import {scratchFolder} from '../scratch-folder.ts';

const pathOf = scratchFolder();

const config: GptConfig = {
  vocabSize: 7,
  blockSize: 5,
  nLayer: 2,
  nHead: 2,
  nEmbd: 4,
  bias: true,
  positions: true,
  dropout: 0.25,
  tiedHead: true,
  activation: 'gelu-tanh',
};

async function change(folder: string, edit: (config: Record<string, unknown>) => void) {
  const file = join(folder, 'config.json');
  const json = JSON.parse(await readFile(file, 'utf8'));
  edit(json);
  await writeFile(file, JSON.stringify(json));
}

describe('a Hugging Face GPT-2 folder', () => {
  for (const variant of [{}, {tiedHead: false}, {activation: 'gelu' as const}]) {
    test(`comes back as it was written: ${JSON.stringify(variant)}`, async () => {
      const folder = pathOf(`whole-${JSON.stringify(variant).length}`);
      const model = {...config, ...variant};
      const tensors = numberedTensors(model);
      await writeGpt2Folder(folder, model, tensors, 0);
      expect(await readGpt2Folder(folder)).toEqual({config: model, tensors});
    });
  }

  test('a model without biases and positions is written with zeros, and computes the same', async () => {
    const folder = pathOf('bare');
    const bare = {...config, bias: false, positions: false, dropout: 0};
    const tensors = numberedTensors(bare);
    await writeGpt2Folder(folder, bare, tensors, 0);
    expect(await readGpt2Weights(folder, bare)).toEqual(tensors);
    const loaded = await readGpt2Folder(folder);
    expect(loaded.config).toEqual({...bare, bias: true, positions: true});
    const {engine} = await loadEngine('auto', {threads: 1});
    const prompts = [Int32Array.of(0, 3, 2), Int32Array.of(6)];
    const scores = [];
    for (const each of [{config: bare, tensors}, loaded]) {
      const model = engine.createModel(each.config, {seed: 1, trainable: false});
      for (const [name, {values}] of each.tensors) model.writeTensor(name, values);
      scores.push(await model.scoreNext(prompts));
    }
    expect(scores[1]).toEqual(scores[0]);
  });

  test("OpenAI's own file, without prefix and with causal masks, is read", async () => {
    const folder = pathOf('openai');
    const tensors = numberedTensors(config);
    await writeGpt2Folder(folder, config, tensors, 0);
    const bare = new Map([...tensors].map(([name, tensor]) => [name.slice(12), tensor]));
    bare.set('h.0.attn.bias', {shape: [1, 1, 5, 5], values: new Float32Array(25)});
    await writeSafetensors(join(folder, 'model.safetensors'), bare);
    expect(await readGpt2Folder(folder)).toEqual({config, tensors});
  });

  test('what cannot be run here is refused by name', async () => {
    const folder = pathOf('refused');
    await writeGpt2Folder(folder, config, numberedTensors(config), 0);
    const cases: [(json: Record<string, unknown>) => void, string][] = [
      [
        json => Object.assign(json, {n_inner: 20}),
        'n_inner is 20: expected null or 4 · n_embd = 16',
      ],
      [
        json => Object.assign(json, {n_inner: null, n_layer: 3}),
        'transformer.h.2.attn.c_attn.weight is missing',
      ],
      [
        json => Object.assign(json, {n_layer: 2, vocab_size: 8}),
        'has shape (7, 4), but config.json says (8, 4)',
      ],
      [
        json => Object.assign(json, {vocab_size: 7, activation_function: 'relu'}),
        'activation_function',
      ],
      [
        json => Object.assign(json, {activation_function: 'gelu', model_type: 'llama'}),
        'model_type',
      ],
    ];
    for (const [edit, message] of cases) {
      await change(folder, edit);
      await expect(readGpt2Folder(folder)).rejects.toThrow(message);
    }
  });
});

const TINY = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  '..',
  'shared',
  'data',
  'models',
  'tiny-gpt2-hf',
);
const describeIfThere = existsSync(TINY) ? describe : describe.skip;

describeIfThere('a model that transformers saved', () => {
  test('is loaded, runs, and is saved under the same names, shapes and settings', async () => {
    const {config: tiny, tensors} = await readGpt2Folder(TINY);
    expect(tiny).toMatchObject({
      vocabSize: 50257,
      blockSize: 256,
      nEmbd: 16,
      activation: 'gelu-tanh',
    });
    const {engine} = await loadEngine('auto', {threads: 2});
    const model = engine.createModel(tiny, {seed: 1, trainable: false});
    for (const [name, {values}] of tensors) model.writeTensor(name, values);
    const scores = await model.scoreNext([Int32Array.of(464, 3290)]);
    expect(scores.every(score => score < 0 && Number.isFinite(score))).toBe(true);

    const folder = pathOf('tiny');
    await writeGpt2Folder(folder, tiny, tensors, 50256);
    const names = async (path: string) =>
      (await inspectSafetensors(join(path, 'model.safetensors'))).tensors
        .map(({name, dtype, shape}) => `${name} ${dtype} ${shape}`)
        .sort();
    expect(await names(folder)).toEqual(await names(TINY));
    expect(await readSafetensors(join(folder, 'model.safetensors'))).toEqual(
      await readSafetensors(join(TINY, 'model.safetensors')),
    );
    const ours = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
    const theirs = JSON.parse(await readFile(join(TINY, 'config.json'), 'utf8'));
    for (const key of Object.keys(ours)) {
      if (key in theirs) expect({[key]: ours[key]}).toEqual({[key]: theirs[key]});
    }
    expect(Object.keys(ours).filter(key => !(key in theirs))).toEqual(['tie_word_embeddings']);
  });
});
