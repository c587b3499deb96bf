import {describe, expect, test} from '@jest/globals';
import mixModels from '../../stages/mix-models.ts';
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

describe('mix-models', () => {
  test('writes its members, their weights and a calibration as one model', async () => {
    const run = await runStage(mixModels, {inputs, params: {knots: 2}});
    const model = await run.read('model');
    expect(model).toMatchObject({kind: 'mixture', vocabSize: VOCAB_SIZE});
    expect(model.members.map(({name}: {name: string}) => name)).toEqual([
      '1-nearest-sets',
      '2-nearest-sets',
    ]);
    expect(model.members[0].model.options).toEqual({power: 4, idf: false});
    expect(model.weights).toHaveLength(model.knots.length);
    for (const row of model.weights) {
      expect(row.reduce((a: number, b: number) => a + b, 0)).toBeCloseTo(1, 12);
    }
    expect(await run.read('lossCurve')).toEqual([]);
    expect((await run.read('summary')).counts).toEqual({members: 2, maskedValidationSets: 72});
    expect(run.infos.at(-1)).toMatch(/^mixture: 0\.\d+/);
  });

  test('gives the same model for the same seeds', async () => {
    const [first, second] = [
      await runStage(mixModels, {inputs}),
      await runStage(mixModels, {inputs}),
    ];
    expect(await first.read('model')).toEqual(await second.read('model'));
  });

  test('looks at no more validation sets than asked', async () => {
    const run = await runStage(mixModels, {
      inputs,
      params: {maxSets: 5, seeds: [3], maskShares: [0.8]},
    });
    expect((await run.read('summary')).counts.maskedValidationSets).toBe(5);
  });

  test('says what is wrong when no validation set can be masked', async () => {
    const empty = {...inputs, validation: {...toyShard(0, 2)}};
    await expect(runStage(mixModels, {inputs: empty})).rejects.toThrow(
      'none of 0 validation sets has two genes',
    );
  });

  test('has the outputs of train-gpt, so that it completes and is scored alike', () => {
    expect(mixModels.outputs).toEqual(trainGpt.outputs);
  });
});
