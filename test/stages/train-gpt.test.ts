import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import trainGpt from '../../stages/train-gpt.ts';
import {runStage} from './run-stage.ts';
import {toyShard, toyVocabulary, VOCAB_SIZE} from './toy-corpus.ts';

const inputs = {
  vocabulary: toyVocabulary,
  training: toyShard(200, 1),
  validation: toyShard(30, 2),
};
const params = {
  nLayer: 2,
  nHead: 2,
  nEmbd: 16,
  blockSize: 32,
  batchSize: 4,
  maxSteps: 60,
  warmupSteps: 5,
  learningRate: 1e-2,
  evaluateEvery: 10,
  checkpointEvery: 20,
};

describe('train-gpt', () => {
  test('learns: the validation loss falls well below that of guessing at random', async () => {
    const run = await runStage(trainGpt, {inputs, params});
    const curve: {validationLoss: number; step: number}[] = await run.read('lossCurve');
    expect(curve.map(({step}) => step)).toEqual([10, 20, 30, 40, 50, 60]);
    expect(curve.at(-1)!.validationLoss).toBeLessThan(0.75 * Math.log(VOCAB_SIZE));
    const summary = await run.read('summary');
    expect(summary.counts).toMatchObject({trainingSets: 200, validationSets: 30, steps: 60});
    expect(run.metrics.tokensPerSecond).toBeGreaterThan(0);
  });

  test('the same seed gives the same weights, another seed others', async () => {
    const short = {...params, maxSteps: 10};
    const [a, b, c] = await Promise.all([
      runStage(trainGpt, {inputs, params: short}),
      runStage(trainGpt, {inputs, params: short}),
      runStage(trainGpt, {inputs, params: {...short, seed: 2}}),
    ]);
    const weights = async (run: typeof a) =>
      (await run.read('model')).tensors.get('transformer.wte.weight').values;
    expect(await weights(a)).toEqual(await weights(b));
    expect(await weights(a)).not.toEqual(await weights(c));
  });

  test('killed and resumed it ends with the weights of an undisturbed training', async () => {
    const whole = await runStage(trainGpt, {inputs, params});
    const abort = new AbortController();
    const killed = runStage(trainGpt, {
      inputs,
      params,
      folder: `${whole.folder}-killed`,
      signal: abort.signal,
      onProgress: ({done}) => {
        if (done === 27) abort.abort();
      },
    });
    await expect(killed).rejects.toThrow(/abort/i);
    const resumed = await runStage(trainGpt, {inputs, params, folder: `${whole.folder}-killed`});
    expect(resumed.infos).toContain('resumed at step 27');
    expect(await resumed.read('model')).toEqual(await whole.read('model'));
    expect(await resumed.read('lossCurve')).toEqual(await whole.read('lossCurve'));
  });

  test('the folder has a tokenizer of the vocabulary and a card, beside what the reader reads', async () => {
    const run = await runStage(trainGpt, {inputs, params: {...params, maxSteps: 10}});
    const folder = run.pathOf('model');
    expect((await readdir(folder)).sort()).toEqual([
      ...['README.md', 'config.json', 'model.json', 'model.safetensors'],
      ...['tokenizer.json', 'tokenizer_config.json'],
    ]);
    const {model} = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8'));
    expect(Object.keys(model.vocab)).toEqual(toyVocabulary.symbols);
    const card = await readFile(join(folder, 'README.md'), 'utf8');
    expect(card).toContain('200 gene sets, and 30 to choose');
    expect(card).toContain('tokenizer("GENE1 GENE2 GENE3"');
    expect(Object.keys(await run.read('model'))).toEqual([
      'kind',
      'config',
      'geneTokens',
      'tensors',
    ]);
  });

  test('beside words, genes compete with genes alone, here and in transformers', async () => {
    const words = Array.from({length: 5 * VOCAB_SIZE}, (_, i) => `word${i}`);
    const geneNames = toyVocabulary.symbols.map((_, i) => (i === 0 ? '' : words[i]));
    const run = await runStage(trainGpt, {
      inputs: {...inputs, vocabulary: {...toyVocabulary, geneNames, words}},
      params: {
        ...params,
        maxSteps: 1,
        learningRate: 1e-9,
        minLearningRate: 0,
        initEmbeddings: 'gaussian',
      },
    });
    const [{validationLoss}] = await run.read('lossCurve');
    expect(validationLoss).toBeCloseTo(Math.log(VOCAB_SIZE), 1);
    const {config, geneTokens} = await run.read('model');
    expect([config.vocabSize, geneTokens]).toEqual([6 * VOCAB_SIZE + 1, VOCAB_SIZE]);
    const generation = await readFile(join(run.pathOf('model'), 'generation_config.json'), 'utf8');
    const {suppress_tokens: suppressed} = JSON.parse(generation);
    expect([suppressed[0], suppressed.at(-1)]).toEqual([VOCAB_SIZE, config.vocabSize - 1]);
    expect(suppressed).toHaveLength(words.length + 1);
    const card = await readFile(join(run.pathOf('model'), 'README.md'), 'utf8');
    expect(card).toContain(`among the first ${VOCAB_SIZE} tokens`);
  });

  test('a width that the heads do not divide is refused with a width that works', async () => {
    await expect(runStage(trainGpt, {inputs, params: {...params, nHead: 3}})).rejects.toThrow(
      'nEmbd 16 is not a multiple of nHead 3: choose e.g. nEmbd 18',
    );
  });
});
