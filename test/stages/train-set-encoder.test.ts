import {describe, expect, jest, test} from '@jest/globals';
import {openCompleter} from '../../shared/models/completers/open-completer.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {topIndices} from '../../shared/stats/score-order.ts';
import trainSetEncoder from '../../stages/train-set-encoder.ts';
import {shardOf} from '../models/gpt/shard.ts';
import {runStage} from './run-stage.ts';
import {groupOf, toyShard, toyVocabulary, VOCAB_SIZE} from './toy-corpus.ts';

// Seconds when the machine is idle.
jest.setTimeout(30_000);

const inputs = {
  vocabulary: toyVocabulary,
  training: toyShard(200, 1),
  validation: toyShard(30, 2),
};
const params = {
  nEmbd: 16,
  nHead: 2,
  nLayer: 1,
  batchSize: 32,
  maxSteps: 60,
  warmupSteps: 5,
  learningRate: 1e-2,
  evaluateEvery: 10,
  checkpointEvery: 20,
  patience: 0,
};

describe('train-set-encoder', () => {
  test.each([0, 1])(
    '%i blocks learn: the hidden genes of a group come first, and probabilities sum to 1',
    async nLayer => {
      const run = await runStage(trainSetEncoder, {inputs, params: {...params, nLayer}});
      const curve: {validationLoss: number}[] = await run.read('lossCurve');
      expect(curve).toHaveLength(6);
      expect(curve.at(-1)!.validationLoss).toBeLessThan(0.75 * Math.log(VOCAB_SIZE));
      expect((await run.read('summary')).counts).toMatchObject({trainingSets: 200, steps: 60});
      expect(run.metrics.validationRecallAt50).toBeGreaterThan(0.9);
      const completer = await openCompleter(await run.read('model'), {engine: 'auto'});
      const prompts = [Int32Array.of(1, 5), Int32Array.of(30, 33)];
      const ranked = await completer.rank(prompts);
      const probabilities = await completer.probabilities!(prompts);
      completer.dispose();
      for (const [i, prompt] of prompts.entries()) {
        const best = Array.from(topIndices(ranked[i], 10));
        expect(best.map(groupOf)).toEqual(best.map(() => groupOf(prompt[0])));
        for (const gene of [0, ...prompt]) {
          expect(ranked[i][gene]).toBe(Number.NEGATIVE_INFINITY);
          expect(probabilities[i][gene]).toBe(0);
        }
        expect(probabilities[i].reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
      }
    },
  );

  test('two disjoint families of sets are never mixed up, from random embeddings', async () => {
    const random = createRandom(5);
    const family = (first: number) =>
      Array.from(random.shuffle(Int32Array.from({length: 20}, (_, i) => first + i)).subarray(0, 8));
    const draw = (count: number) =>
      shardOf(Array.from({length: count}, (_, i) => family(i % 2 === 0 ? 1 : 21)));
    const run = await runStage(trainSetEncoder, {
      inputs: {...inputs, training: draw(120), validation: draw(20)},
      params: {...params, initEmbeddings: 'gaussian'},
    });
    const completer = await openCompleter(await run.read('model'), {engine: 'auto'});
    const [low, high] = await completer.rank([Int32Array.of(3), Int32Array.of(40)]);
    completer.dispose();
    expect(Math.max(...topIndices(low, 19))).toBeLessThanOrEqual(20);
    const highest = topIndices(high, 19);
    expect(Math.min(...highest)).toBeGreaterThanOrEqual(21);
    expect(Math.max(...highest)).toBeLessThanOrEqual(40);
  });

  test('killed and resumed it ends with the weights of an undisturbed training', async () => {
    const whole = await runStage(trainSetEncoder, {inputs, params});
    const abort = new AbortController();
    const killed = runStage(trainSetEncoder, {
      inputs,
      params,
      folder: `${whole.folder}-killed`,
      signal: abort.signal,
      onProgress: ({done}) => {
        if (done === 27) abort.abort();
      },
    });
    await expect(killed).rejects.toThrow(/abort/i);
    const folder = `${whole.folder}-killed`;
    const resumed = await runStage(trainSetEncoder, {inputs, params, folder});
    expect(resumed.infos).toContain('resumed at step 27');
    expect(await resumed.read('model')).toEqual(await whole.read('model'));
    expect(await resumed.read('lossCurve')).toEqual(await whole.read('lossCurve'));
  });

  test('another seed gives other weights; TensorFlow.js is refused by name', async () => {
    const short = {...params, maxSteps: 5};
    const weights = async (seed: number) => {
      const run = await runStage(trainSetEncoder, {inputs, params: {...short, seed}});
      return (await run.read('model')).tensors.get('embedding.weight').values;
    };
    expect(await weights(1)).toEqual(await weights(1));
    expect(await weights(1)).not.toEqual(await weights(2));
    process.env.GENEGLOT_TFJS_BACKEND = 'cpu';
    await expect(
      runStage(trainSetEncoder, {inputs, params: {...short, engine: 'tfjs'}}),
    ).rejects.toThrow('use engine native or wasm');
  });
});
