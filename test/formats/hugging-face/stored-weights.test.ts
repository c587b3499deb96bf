// Weights in shards, and folders whose weights are not read here.
import {mkdir, readdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {GptConfig} from '../../../shared/engines/contract/engine.ts';
import {readGpt2Folder, writeGpt2Folder} from '../../../shared/formats/hugging-face/gpt2-folder.ts';
import {type Tensors, writeSafetensors} from '../../../shared/formats/safetensors/safetensors.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {numberedTensors} from '../numbered-tensors.ts';
import {scratchFolder} from '../scratch-folder.ts';
import {INDEX_FILE, writeIndex, writeShards} from './write-shards.ts';

const pathOf = scratchFolder();
const config: GptConfig = {
  ...{vocabSize: 7, blockSize: 5, nLayer: 2, nHead: 2, nEmbd: 4, dropout: 0},
  ...{bias: true, positions: true, tiedHead: true, activation: 'gelu-tanh'},
};

/** A folder of a model in shards; gives what was stored and the index. */
async function sharded(name: string, {stored = numberedTensors(config), count = 3, seed = 1} = {}) {
  const folder = pathOf(name);
  await rm(folder, {recursive: true, force: true});
  await writeGpt2Folder(folder, config, numberedTensors(config), 0);
  return {folder, index: await writeShards(folder, stored, count, createRandom(seed))};
}

const withoutPrefix = (tensors: Tensors): Tensors =>
  new Map([...tensors].map(([name, tensor]) => [name.replace('transformer.', ''), tensor]));

describe('weights in shards', () => {
  test('are read wherever each tensor lies, with prefix or without, causal masks aside', async () => {
    const tensors = numberedTensors(config);
    for (let seed = 0; seed < 12; seed++) {
      const stored = seed % 2 ? new Map(tensors) : withoutPrefix(tensors);
      const mask = {shape: [1, 1, 5, 5], values: new Float32Array(25)};
      if (seed % 3 === 0) stored.set('h.0.attn.bias', mask);
      const {folder} = await sharded('random', {stored, count: 1 + (seed % 5), seed});
      expect(await readGpt2Folder(folder)).toEqual({config, tensors});
    }
  });

  test('one file of weights is taken before an index, as transformers does', async () => {
    const {folder} = await sharded('both');
    const own = new Map([...numberedTensors(config)].reverse());
    await writeSafetensors(join(folder, 'model.safetensors'), own);
    await writeIndex(folder, {});
    expect((await readGpt2Folder(folder)).tensors).toEqual(own);
  });

  test('an index without metadata is enough', async () => {
    const {folder, index} = await sharded('bare');
    await writeIndex(folder, {weight_map: index.weight_map});
    expect((await readGpt2Folder(folder)).tensors).toEqual(numberedTensors(config));
  });

  test('a shard that is missing is named', async () => {
    const {folder} = await sharded('gap');
    await rm(join(folder, 'model-00002-of-00003.safetensors'));
    await expect(readGpt2Folder(folder)).rejects.toThrow(
      /index\.json: names 3 files of weights, of which 1 are not beside it: model-00002-of-00003\.safetensors\. Copy/,
    );
  });

  test.each(['../model.safetensors', '/etc/passwd', 'a/b.safetensors', '..', 'x.bin', '', 7, null])(
    'a shard named %j is no file beside the index',
    async name => {
      const {folder, index} = await sharded('named');
      const [first] = Object.keys(index.weight_map);
      await writeIndex(folder, {weight_map: {...index.weight_map, [first]: name}});
      await expect(readGpt2Folder(folder)).rejects.toThrow(INDEX_FILE);
    },
  );

  test('index and shards must name the same tensors, each once, of the size that is stated', async () => {
    const {folder, index} = await sharded('odd');
    const {metadata, weight_map: map} = index;
    const [first] = Object.keys(map);
    const {[first]: shard, ...others} = map;
    const other = Object.values(map).find(name => name !== shard);
    const cases: [object, string][] = [
      [{weight_map: others}, `tensor ${first} is in ${join(folder, shard)} and not in the index`],
      [{weight_map: {...map, [first]: other}}, `the index says ${other}`],
      [{weight_map: {...map, more: shard}}, `tensor more is not in ${shard}`],
      [{metadata: {total_size: metadata.total_size * 2}, weight_map: map}, 'metadata.total_size'],
      [{}, 'weight_map'],
    ];
    for (const [changed, message] of cases) {
      await writeIndex(folder, changed);
      await expect(readGpt2Folder(folder)).rejects.toThrow(message);
    }
    await writeIndex(folder, index);
    const whole = numberedTensors(config);
    const shards = (await readdir(folder)).filter(name => name.endsWith('.safetensors'));
    for (const name of shards) await writeSafetensors(join(folder, name), whole);
    await expect(readGpt2Folder(folder)).rejects.toThrow('the index says');
  });
});

describe('a folder without weights that are read', () => {
  test.each([
    ['pytorch_model.bin', /only pytorch_model\.bin, which may run code.*save_pretrained\(FOLDER\)/],
    ['pytorch_model.bin.index.json', /only pytorch_model\.bin\.index\.json, which may run code/],
    ['tf_model.h5', /found tf_model\.h5\. Expected a model that save_pretrained wrote/],
    ['model.fp16.safetensors', /found model\.fp16\.safetensors/],
    ['notes.txt', /no such file, and no model\.safetensors\.index\.json\. Expected/],
  ])('with %s is refused with what to do', async (name, message) => {
    const folder = pathOf(`without-${name}`);
    await mkdir(folder);
    await writeGpt2Folder(folder, config, numberedTensors(config), 0);
    await rm(join(folder, 'model.safetensors'));
    await writeFile(join(folder, name), '');
    await expect(readGpt2Folder(folder)).rejects.toThrow(message);
  });
});
