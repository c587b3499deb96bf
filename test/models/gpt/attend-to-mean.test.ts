import {expect, test} from '@jest/globals';
import {loadEngine} from '../../../shared/engines/load.ts';
import {attendToMean} from '../../../shared/models/gpt/attend-to-mean.ts';

const config = {
  ...{vocabSize: 9, blockSize: 8, nLayer: 1, nHead: 2, nEmbd: 16, bias: true, positions: false},
  ...{dropout: 0, tiedHead: true, activation: 'gelu' as const},
};

test('a fresh model sees the mean of the normalized embeddings, whichever token comes last', async () => {
  const {engine} = await loadEngine('auto');
  const model = engine.createModel(config, {seed: 3, trainable: false});
  attendToMean(model, 50);
  const embedding = model.readTensor('transformer.wte.weight');
  const tokens = [1, 4, 6];
  const mean = normalize(
    tokens
      .map(token => normalize(Array.from(embedding.subarray(token * 16, (token + 1) * 16))))
      .reduce((sum, row) => sum.map((value, c) => value + row[c])),
  );
  for (const prompt of [
    [1, 4, 6],
    [6, 1, 4],
    [4, 6, 1],
  ]) {
    const found = Array.from(await model.embed([Int32Array.from(prompt)], 'last'));
    const cosine = found.reduce((sum, value, c) => sum + value * mean[c], 0) / 16;
    expect(cosine).toBeGreaterThan(0.98);
  }
  model.dispose();
});

/** As a layer norm: mean 0, variance 1. */
function normalize(row: number[]): number[] {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
  return row.map(value => (value - mean) / Math.sqrt(variance));
}
