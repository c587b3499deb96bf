import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {GptConfig} from '../../../shared/engines/contract/engine.ts';
import {tensorLength} from '../../../shared/engines/contract/gpt-tensors.ts';
import {listSetEncoderTensors} from '../../../shared/engines/contract/set-encoder-tensors.ts';
import {
  type CompletionModel,
  completionModel,
} from '../../../shared/models/kinds/completion-model.ts';
import type {EaseModel} from '../../../shared/models/kinds/ease.ts';
import {rowsOf} from '../../../shared/stats/matrix-rows.ts';
import {numberedTensors} from '../../formats/numbered-tensors.ts';
import {scratchFolder} from '../../formats/scratch-folder.ts';
import {shardOf} from '../gpt/shard.ts';

const pathOf = scratchFolder();

const config: GptConfig = {
  vocabSize: 3,
  blockSize: 8,
  nLayer: 1,
  nHead: 1,
  nEmbd: 2,
  bias: true,
  positions: false,
  dropout: 0,
  tiedHead: true,
  activation: 'gelu',
};
const gpt: CompletionModel = {kind: 'gpt', config, tensors: numberedTensors(config)};

describe('completion-model', () => {
  test('a GPT comes back with its shape and weights', async () => {
    const path = pathOf('gpt');
    await completionModel.write(path, gpt);
    expect(await completionModel.read(path)).toEqual(gpt);
    expect(await completionModel.summarize(path)).toEqual({counts: {parameters: 84, tensors: 15}});
  });

  test('a GPT comes back with the one use of words that it was trained for', async () => {
    const path = pathOf('reader');
    const reader: CompletionModel = {...gpt, geneTokens: 2, wordUse: 'read'};
    await completionModel.write(path, reader);
    expect(await completionModel.read(path)).toEqual(reader);
  });

  test('a lookup comes back with its options and sets', async () => {
    const path = pathOf('nearest-sets');
    const training = shardOf([[1, 2], [2]]);
    await completionModel.write(path, {
      kind: 'nearest-sets',
      options: {power: 4, idf: true},
      vocabSize: 3,
      training,
    });
    const model = await completionModel.read(path);
    expect(model).toMatchObject({kind: 'nearest-sets', options: {power: 4, idf: true}});
    expect(model.kind === 'nearest-sets' && Array.from(model.training.tokens)).toEqual([1, 2, 2]);
    expect(await completionModel.summarize(path)).toEqual({counts: {sets: 2}});
  });

  test('a set encoder comes back with its shape, loss and weights, and wrong weights are refused', async () => {
    const path = pathOf('set-encoder');
    const shape = {vocabSize: 3, nEmbd: 2, nLayer: 1, nHead: 1, tiedHead: true, dropout: 0.1};
    const config = {...shape, pooling: 'attention'} as const;
    const tensors = new Map(
      listSetEncoderTensors(config).map(({name, shape}, i) => [
        name,
        {shape, values: new Float32Array(tensorLength({name, shape})).fill(i)},
      ]),
    );
    const model: CompletionModel = {kind: 'set-encoder', loss: 'bce', config, tensors};
    await completionModel.write(path, model);
    expect(await completionModel.read(path)).toEqual(model);
    expect(await completionModel.summarize(path)).toEqual({counts: {parameters: 61, tensors: 11}});
    tensors.set('head.bias', {shape: [4], values: new Float32Array(4)});
    await completionModel.write(path, model);
    await expect(completionModel.read(path)).rejects.toThrow(
      'head.bias is of shape (4): expected (3)',
    );
  });

  test.each([
    {kind: 'co-occurrence', options: {smoothing: 0.5}},
    {kind: 'item-item', options: {}},
  ] as const)('$kind comes back with its options and sets', async settings => {
    const path = pathOf(settings.kind);
    const training = shardOf([[1, 2], [2]]);
    await completionModel.write(path, {...settings, vocabSize: 3, training});
    const model = await completionModel.read(path);
    expect(model).toMatchObject({...settings, vocabSize: 3});
    expect('training' in model && Array.from(model.training.tokens)).toEqual([1, 2, 2]);
    expect(await completionModel.summarize(path)).toEqual({counts: {sets: 2}});
  });

  test('popularity comes back with its counts', async () => {
    const path = pathOf('popularity');
    const model: CompletionModel = {
      kind: 'popularity',
      setCount: 9,
      geneSets: Float32Array.of(0, 9, 2 ** 24),
    };
    await completionModel.write(path, model);
    expect(await completionModel.read(path)).toEqual(model);
    expect(await completionModel.summarize(path)).toEqual({counts: {sets: 9}});
  });

  test('gene names come back with their words and counts', async () => {
    const path = pathOf('gene-names');
    const words = shardOf([[1, 2], [2]]);
    const geneSets = Float32Array.of(9, 4, 2);
    await completionModel.write(path, {
      ...{kind: 'gene-names', vocabSize: 3, setCount: 9},
      ...{geneSets, words},
    });
    const model = await completionModel.read(path);
    expect(model).toMatchObject({kind: 'gene-names', vocabSize: 3, setCount: 9, geneSets});
    expect('words' in model && Array.from(model.words.tokens)).toEqual([1, 2, 2]);
    expect(await completionModel.summarize(path)).toEqual({counts: {sets: 9, words: 2}});
  });

  test('EASE comes back with its weights and the genes they are about', async () => {
    const path = pathOf('ease');
    const model: EaseModel = {
      kind: 'ease',
      lambda: 12.5,
      setCount: 7,
      genes: Int32Array.of(70_001, 2),
      weights: rowsOf(Float32Array.of(0, 0.25, -1.5, 0), 2),
      geneSets: new Float32Array(70_002).fill(3),
    };
    await completionModel.write(path, model);
    const {weights, ...rest} = (await completionModel.read(path)) as typeof model;
    const {weights: _, ...expected} = model;
    expect(rest).toEqual(expected);
    // Rows are read when they are asked for.
    expect([weights.rows, weights.columns]).toEqual([2, 2]);
    expect([1, 0, 1].map(place => [...weights.row(place)])).toEqual([
      [-1.5, 0],
      [0, 0.25],
      [-1.5, 0],
    ]);
    // Read from there, it can be written again: a stack keeps its members.
    const copy = pathOf('ease-copy');
    await completionModel.write(copy, {...model, weights});
    const copied = (await completionModel.read(copy)) as typeof model;
    expect([...(await copied.weights.values())]).toEqual([0, 0.25, -1.5, 0]);
    expect(await completionModel.summarize(path)).toEqual({counts: {sets: 7, genes: 2}});
  });

  test.each([
    ['nLayer', 1_000_000_000, 'nLayer'],
    ['nLayer', 2, 'tensor transformer.h.1.attn.c_attn.weight is missing'],
    ['nEmbd', 4, 'has shape (3, 2), but config.json says (3, 4)'],
    ['vocabSize', -3, 'vocabSize'],
  ])(
    'a GPT that claims %s %d is refused before anything is made for it',
    async (name, value, message) => {
      const path = pathOf(`claims-${name}${value}`);
      await completionModel.write(path, gpt);
      const settings = {kind: 'gpt', config: {...config, [name]: value}};
      await writeFile(join(path, 'model.json'), JSON.stringify(settings));
      await expect(completionModel.read(path)).rejects.toThrow(message);
    },
  );

  test('training sets with tokens beyond the vocabulary are refused', async () => {
    const path = pathOf('beyond');
    const training = shardOf([[1, 5]]);
    const settings = {kind: 'item-item', options: {}, vocabSize: 5} as const;
    await completionModel.write(path, {...settings, training});
    await expect(completionModel.read(path)).rejects.toThrow(
      'training.arrow: tokens: found index 5 at place 1, expected 1..4',
    );
  });

  test('members are names, not paths', async () => {
    const path = pathOf('climbs');
    await completionModel.write(path, gpt);
    const settings = {
      ...{kind: 'mixture', vocabSize: 3, knots: [0], weights: [[1]], members: ['../../x']},
      calibration: {expected: [], observed: []},
    };
    await writeFile(join(path, 'model.json'), JSON.stringify(settings));
    await expect(completionModel.read(path)).rejects.toThrow('a name, not a path');
  });

  test('a folder of something else is refused by name', async () => {
    const path = pathOf('other');
    await completionModel.write(path, gpt);
    await writeFile(join(path, 'model.json'), '{"kind": "word2vec"}');
    await expect(completionModel.read(path)).rejects.toThrow('model.json: not a geneglot model');
  });
});
