import {describe, expect, test} from '@jest/globals';
import trainGpt from '../../stages/train-gpt.ts';
import trainNearestSets from '../../stages/train-nearest-sets.ts';
import {runStage} from './run-stage.ts';
import {toyShard, toyVocabulary, VOCAB_SIZE} from './toy-corpus.ts';

describe('train-nearest-sets', () => {
  test('keeps the training sets as the model, with an empty loss curve', async () => {
    const training = toyShard(20, 1);
    const run = await runStage(trainNearestSets, {
      inputs: {vocabulary: toyVocabulary, training, validation: toyShard(5, 2)},
      params: {power: 4, idf: true},
    });
    const model = await run.read('model');
    expect(model).toMatchObject({
      kind: 'nearest-sets',
      options: {power: 4, idf: true},
      vocabSize: VOCAB_SIZE,
    });
    expect(Array.from(model.training.tokens)).toEqual(Array.from(training.tokens));
    expect(await run.read('lossCurve')).toEqual([]);
  });

  test('has the ports of train-gpt, so that one can stand in for the other', () => {
    expect(trainNearestSets.inputs).toEqual(trainGpt.inputs);
    expect(trainNearestSets.outputs).toEqual(trainGpt.outputs);
  });
});
