// Folders of GPTs between geneglot and transformers: logits, greedy texts, tokens, and folders that transformers saved.
import {mkdir, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import type {GptConfig, GptModel} from '../../shared/engines/contract/engine.ts';
import {loadEngine} from '../../shared/engines/load.ts';
import {readGpt2Folder} from '../../shared/formats/hugging-face/gpt2-folder.ts';
import type {Tensors} from '../../shared/formats/safetensors/safetensors.ts';
import {createRandom} from '../../shared/stats/random.ts';
import trainGpt from '../../stages/train-gpt.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';
import {runStage} from '../stages/run-stage.ts';
import {fineTuneToys} from '../stages/toy-cell-model.ts';
import {toyShard, toyVocabulary, VOCAB_SIZE} from '../stages/toy-corpus.ts';
import {startPeer} from './start-peer.ts';

const pathOf = scratchFolder();
const {ask, stop} = startPeer('ask-transformers.py');
afterAll(stop);
const NEW_TOKENS = 12;
/** As far as rounding in 32 bits may lead log-probabilities apart. */
const CLOSE = 2e-5;

interface Opened {
  scores: number[][];
  greedy: number[][];
  withoutRepeats: number[][];
  words: string[];
  size: number;
  tokensOfWords: number[][];
  textsOfTokens: string[];
  tokensOfText: number[];
  textAgain: boolean;
  keys: string[];
  padded: number[][];
  longest: number;
}

/** Prompts that the end token opens, of 1 to 8 tokens. */
function drawPrompts(vocabSize: number): Int32Array[] {
  const random = createRandom(5);
  return Array.from({length: 12}, (_, i) =>
    Int32Array.from({length: 1 + (i % 8)}, (_, place) =>
      place ? 1 + random.int(vocabSize - 1) : 0,
    ),
  );
}

async function openOurs(config: GptConfig, tensors: Tensors): Promise<GptModel> {
  const {engine} = await loadEngine('auto', {threads: 2});
  const model = engine.createModel(config, {seed: 1, trainable: false, blank: true});
  for (const [name, {values}] of tensors) model.writeTensor(name, values);
  return model;
}

/** Our answers to the prompts; a set's tokens never come again. */
async function answerOurs(model: GptModel, prompts: Int32Array[]) {
  const options = {
    ...{maxNewTokens: new Int32Array(prompts.length).fill(NEW_TOKENS), temperature: 0, topK: 0},
    ...{endToken: 0, seeds: new Uint32Array(prompts.length)},
  };
  return {
    scores: await model.scoreNext(prompts),
    greedy: await model.generate(prompts, {...options, mayRepeat: true}),
    withoutRepeats: await model.generate(prompts, options),
  };
}

function expectClose(theirs: number[][], ours: Float32Array): void {
  const flat = theirs.flat();
  expect(flat).toHaveLength(ours.length);
  const furthest = flat.reduce((most, score, i) => Math.max(most, Math.abs(score - ours[i])), 0);
  expect(furthest).toBeLessThan(CLOSE);
}

/** A folder of ours by the Auto classes: the same numbers, texts and tokens. */
async function expectSame(
  folder: string,
  words: readonly string[],
  config: GptConfig,
  tensors: Tensors,
) {
  const prompts = drawPrompts(config.vocabSize);
  const asked = {
    ask: 'open',
    folder,
    prompts: prompts.map(prompt => [...prompt]),
    newTokens: NEW_TOKENS,
  };
  const theirs = await ask<Opened>(asked);
  const model = await openOurs(config, tensors);
  const ours = await answerOurs(model, prompts);
  model.dispose();
  expectClose(theirs.scores, ours.scores);
  expect(theirs.greedy).toEqual(ours.greedy.map(tokens => [...tokens]));
  // The end token opens the prompt, so that theirs never ends by itself.
  const cut = theirs.withoutRepeats.map((tokens, i) =>
    tokens.slice(0, ours.withoutRepeats[i].length),
  );
  expect(cut).toEqual(ours.withoutRepeats.map(tokens => [...tokens]));
  expect(theirs.words).toEqual(words);
  expect(theirs.size).toBe(words.length);
  expect(theirs.tokensOfWords).toEqual(words.map((_, token) => [0, token]));
  expect(theirs.textsOfTokens).toEqual(words);
  expect(theirs.tokensOfText).toEqual(words.map((_, token) => token));
  expect(theirs.textAgain).toBe(true);
  expect(theirs.keys).toEqual(['attention_mask', 'input_ids']);
  expect(theirs.padded).toEqual([
    [0, 0, 1],
    [0, 1, 2],
  ]);
  expect(theirs.longest).toBe(config.blockSize);
}

/** Genes as their names go, and as they might. */
const ODD = [
  ...[
    'HLA-A',
    'HLA-DRB1',
    'RP11-34P13.7',
    'C1orf43',
    'c1orf43',
    'IGH@',
    'NKX2-1',
    '1-Mar',
    'AC000123.1',
  ],
  ...[
    'MT-CO1',
    'µ',
    'naïve',
    '[CLS]',
    '##x',
    '<unk>',
    '<|endoftext|>',
    'A/B',
    "5'UTR",
    '"q"',
    '\\',
    '.',
    ',',
  ],
];
const symbols = toyVocabulary.symbols.map((symbol, i) =>
  i === 0 ? symbol : (ODD[i - 1] ?? symbol),
);

describe('what train-gpt writes', () => {
  test.each([
    {name: 'as it comes', shape: {}},
    {
      name: 'with positions, a head of its own and the other GELU',
      shape: {positions: true, tiedHead: false, activation: 'gelu-tanh'},
    },
    {name: 'without biases, one gene after another', shape: {bias: false, objective: 'next-gene'}},
  ])('opens in transformers $name', async ({shape}) => {
    const run = await runStage(trainGpt, {
      inputs: {
        vocabulary: {...toyVocabulary, symbols},
        training: toyShard(200, 1),
        validation: toyShard(30, 2),
      },
      params: {
        ...{
          nLayer: 2,
          nHead: 2,
          nEmbd: 16,
          blockSize: 32,
          batchSize: 4,
          maxSteps: 60,
          warmupSteps: 5,
        },
        ...{learningRate: 1e-2, evaluateEvery: 30, ...shape},
      },
    });
    const {config, tensors} = await run.read('model');
    expect(config.vocabSize).toBe(VOCAB_SIZE);
    await expectSame(run.pathOf('model'), symbols, config, tensors);

    const again = pathOf(`again-${JSON.stringify(shape).length}`);
    const asked = {ask: 'saveAgain', folder: run.pathOf('model'), target: again, shardSize: '8KB'};
    expect(await ask(asked)).toContain('model.safetensors.index.json');
    const {tensors: read} = await readGpt2Folder(again);
    for (const [name, tensor] of tensors) expect([name, read.get(name)]).toEqual([name, tensor]);
  });
});

describe('what fine-tune writes from scratch', () => {
  test('opens in transformers, marks with spaces whole', async () => {
    const run = await fineTuneToys();
    const {config, tensors, vocabulary} = await run.read('model');
    expect(vocabulary.words).toContain('<type:B cell>');
    await expectSame(run.pathOf('model'), vocabulary.words, config, tensors);
  });
});

describe('what transformers saves', () => {
  test.each([
    {dtype: 'float32'},
    {dtype: 'float16'},
    {dtype: 'bfloat16', tied: false},
    {base: true},
    {shardSize: '16KB'},
    {shardSize: '16KB', dtype: 'float16', tied: false},
    {shardSize: '8KB', dtype: 'bfloat16'},
    {shardSize: '16KB', base: true},
  ])('is read: %j', async variant => {
    const folder = pathOf(`saved-${Object.values(variant).join('-')}`);
    await mkdir(folder);
    const prompts = drawPrompts(61);
    const asked = {
      ask: 'saveRandom',
      folder,
      prompts: prompts.map(prompt => [...prompt]),
      ...variant,
    };
    const {files, scores} = await ask<{files: string[]; scores: number[][]}>(asked);
    expect(files.includes('model.safetensors.index.json')).toBe('shardSize' in variant);
    const {config, tensors} = await readGpt2Folder(folder);
    const model = await openOurs(config, tensors);
    expectClose(scores, await model.scoreNext(prompts));
    model.dispose();
  });

  test('pickled is refused, and read once the remedy is followed', async () => {
    const folder = pathOf('pickled');
    await mkdir(folder);
    await ask({
      ask: 'saveRandom',
      folder,
      prompts: [[0]],
      pickled: true,
    });
    expect(await readdir(folder)).not.toContain('model.safetensors');
    const remedy = 'AutoModelForCausalLM.from_pretrained(FOLDER).save_pretrained(FOLDER)';
    await expect(readGpt2Folder(folder)).rejects.toThrow(remedy);
    await ask({ask: 'followRemedy', folder});
    expect((await readGpt2Folder(folder)).config.vocabSize).toBe(61);
    expect(await readdir(join(folder))).toContain('model.safetensors');
  });
});
