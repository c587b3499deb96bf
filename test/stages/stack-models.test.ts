import {describe, expect, test} from '@jest/globals';
import {openCompleter} from '../../shared/models/completers/open-completer.ts';
import stackModels from '../../stages/stack-models.ts';
import trainGpt from '../../stages/train-gpt.ts';
import {runStage} from './run-stage.ts';
import {toyShard, toyVocabulary, VOCAB_SIZE} from './toy-corpus.ts';

const training = toyShard(40, 1);
const lookup = (power: number) => ({
  kind: 'nearest-sets',
  options: {power, idf: false},
  vocabSize: VOCAB_SIZE,
  training,
});
const inputs = {
  models: [lookup(4), lookup(1)],
  vocabulary: toyVocabulary,
  training,
  validation: toyShard(12, 2),
};
const params = {hiddenUnits: 4, epochs: 2, depth: 5};

describe('stack-models', () => {
  test('writes its members, the network and a calibration as one model that completes', async () => {
    const run = await runStage(stackModels, {inputs, params});
    const model = await run.read('model');
    expect(model).toMatchObject({kind: 'stack', vocabSize: VOCAB_SIZE, depth: 5});
    expect(model.members.map(({name}: {name: string}) => name)).toEqual([
      '1-nearest-sets',
      '2-nearest-sets',
    ]);
    expect(model.network.hidden).toBe(4);
    expect((await run.read('summary')).counts).toMatchObject({
      members: 2,
      maskedValidationSets: 72,
    });

    const completer = await openCompleter(model, {engine: 'auto'});
    const prompts = [Int32Array.of(1, 2), Int32Array.of(3)];
    const ranked = await completer.rank(prompts);
    const shares = await completer.probabilities!(prompts);
    for (const [i, prompt] of prompts.entries()) {
      for (const gene of [0, ...prompt]) {
        expect([ranked[i][gene], shares[i][gene]]).toEqual([Number.NEGATIVE_INFINITY, 0]);
      }
      expect(shares[i].reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
      const pooled = [...ranked[i].keys()].filter(gene => shares[i][gene] > 0);
      const others = [...ranked[i].keys()].filter(
        gene => shares[i][gene] === 0 && ranked[i][gene] > Number.NEGATIVE_INFINITY,
      );
      expect(pooled.length).toBeGreaterThanOrEqual(5);
      expect(others.length).toBeGreaterThan(0);
      const lowest = Math.min(...pooled.map(gene => ranked[i][gene]));
      expect(Math.max(...others.map(gene => ranked[i][gene]))).toBeLessThan(lowest);
      const byScore = (a: number, b: number) => ranked[i][b] - ranked[i][a];
      const sorted = pooled.sort(byScore).map(gene => shares[i][gene]);
      expect(sorted).toEqual([...sorted].sort((a, b) => b - a));
      const chances = shares[i].map(share => completer.chanceOf!(3 * share));
      for (const chance of chances) expect(chance >= 0 && chance <= 1).toBe(true);
    }
    completer.dispose();
  });

  test('learns from training sets where their clusters are given, and is judged by validation sets', async () => {
    const clusters = Array.from(training.setIds, setId => ({
      ...{setId, cluster: Math.floor(setId / 2)},
      split: 'training',
    }));
    const run = await runStage(stackModels, {
      inputs: {...inputs, clusters: [clusters]},
      params: {...params, caseSets: 20},
    });
    const model = await run.read('model');
    expect(model.members[0].model.training.setIds.length).toBe(40);
    expect((await run.read('summary')).counts).toMatchObject({
      ...{maskedValidationSets: 72, maskedTrainingSets: 60},
    });
    const alone = await (await runStage(stackModels, {inputs, params})).read('model');
    expect(model.network).not.toEqual(alone.network);
  });

  test('names a member that cannot be fitted anew', async () => {
    const stack = await (await runStage(stackModels, {inputs, params})).read('model');
    const models = [inputs.models[0], stack];
    const clusters = [[{setId: 0, cluster: 0, split: 'training'}]];
    await expect(
      runStage(stackModels, {inputs: {...inputs, models, clusters}, params}),
    ).rejects.toThrow('found the member 2-stack, expected kinds that can be fitted anew');
  });

  test('gives the same model for the same seed, another for another', async () => {
    const read = async (seed: number) =>
      (await runStage(stackModels, {inputs, params: {...params, seed}})).read('model');
    const first = await read(1);
    expect(await read(1)).toEqual(first);
    expect((await read(2)).network).not.toEqual(first.network);
  });

  test('has the outputs of train-gpt, so that it completes and is scored alike', () => {
    expect(stackModels.outputs).toEqual(trainGpt.outputs);
  });
});
