import {describe, expect, test} from '@jest/globals';
import {openCompleter} from '../../shared/models/completers/open-completer.ts';
import {topIndices} from '../../shared/stats/score-order.ts';
import trainAutoEncoder from '../../stages/train-auto-encoder.ts';
import {runStage} from './run-stage.ts';
import {groupOf, toyShard, toyVocabulary} from './toy-corpus.ts';

const inputs = {
  vocabulary: toyVocabulary,
  training: toyShard(200, 1),
  validation: toyShard(30, 2),
};
const params = {
  nEmbd: 16,
  nLayer: 1,
  batchSize: 32,
  maxSteps: 60,
  warmupSteps: 5,
  learningRate: 1e-2,
  evaluateEvery: 10,
  checkpointEvery: 20,
  patience: 0,
};

describe('train-auto-encoder', () => {
  test('learns: the loss falls, and the hidden genes of a group come first', async () => {
    const run = await runStage(trainAutoEncoder, {inputs, params});
    const curve: {validationLoss: number}[] = await run.read('lossCurve');
    expect(curve.at(-1)!.validationLoss).toBeLessThan(0.9 * curve[0].validationLoss);
    expect((await run.read('summary')).stage).toBe('train-auto-encoder');
    const completer = await openCompleter(await run.read('model'), {engine: 'auto'});
    const prompt = Int32Array.of(14, 20);
    const [ranked] = await completer.rank([prompt]);
    const [shares] = await completer.probabilities!([prompt]);
    completer.dispose();
    expect(Array.from(topIndices(ranked, 10)).map(groupOf)).toEqual(new Array(10).fill(1));
    expect(shares.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
    expect(topIndices(shares, 10)).toEqual(topIndices(ranked, 10));
    // Shares of sigmoids: the ratio of two genes is that of their probabilities.
    const [a, b] = topIndices(ranked, 2);
    const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
    expect(shares[a] / shares[b]).toBeCloseTo(sigmoid(ranked[a]) / sigmoid(ranked[b]), 10);
  });

  test('killed and resumed it ends with the weights of an undisturbed training', async () => {
    const whole = await runStage(trainAutoEncoder, {inputs, params});
    const folder = `${whole.folder}-killed`;
    const abort = new AbortController();
    const killed = runStage(trainAutoEncoder, {
      inputs,
      params,
      folder,
      signal: abort.signal,
      onProgress: ({done}) => {
        if (done === 41) abort.abort();
      },
    });
    await expect(killed).rejects.toThrow(/abort/i);
    const resumed = await runStage(trainAutoEncoder, {inputs, params, folder});
    expect(resumed.infos).toContain('resumed at step 41');
    expect(await resumed.read('model')).toEqual(await whole.read('model'));
  });
});
