// A model that starts as the mean of what it reads: what a token adds does not depend on who it is, but on its rank.
import {expect, test} from '@jest/globals';
import type {GptConfig, GptModel} from '../../../shared/engines/contract/engine.ts';
import {loadEngine} from '../../../shared/engines/load.ts';
import {startAsMean} from '../../../shared/models/cells/start-as-mean.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const [V, C, LENGTH, SCALE] = [40, 64, 100, 0.1];
const [FILLER, CHANGED] = [1, 2];

async function freshModel(positions: boolean): Promise<GptModel> {
  const {engine} = await loadEngine('auto', {precision: 'f32'});
  const config: GptConfig = {
    ...{vocabSize: V, blockSize: 128, nLayer: 1, nHead: 4, nEmbd: C, bias: true, dropout: 0},
    ...{positions, tiedHead: true, activation: 'gelu'},
  };
  const model = engine.createModel(config, {seed: 3, trainable: false});
  const embedding = model.readTensor('transformer.wte.weight');
  // As wide as embeddings from an SVD start; the engine draws narrower ones.
  model.writeTensor(
    'transformer.wte.weight',
    embedding.map(x => (x * SCALE) / 0.02),
  );
  return model;
}

/** How far the last hidden state moves when the token at each of `places` is another. */
async function effects(model: GptModel, places: number[]): Promise<number[]> {
  const prompt = new Int32Array(LENGTH).fill(FILLER);
  const prompts = [prompt, ...places.map(at => prompt.with(at, CHANGED))];
  const hidden = await model.embed(prompts, 'last');
  return places.map((_, i) =>
    Math.hypot(...hidden.subarray(0, C).map((h, c) => hidden[(i + 1) * C + c] - h)),
  );
}

test('a token weighs as much as the expression that is typical of its rank', async () => {
  const model = await freshModel(true);
  startAsMean(model, {embeddingScale: SCALE, prompts: []});
  const [high, middle, low] = await effects(model, [1, 30, 90]);
  // Of the typical line: 2.04, 1.23 and 0.91.
  expect(high / low).toBeGreaterThan(1.6);
  expect(high / low).toBeLessThan(2.9);
  expect(middle / low).toBeGreaterThan(1.1);
  expect(middle / low).toBeLessThan(1.7);
  model.dispose();
});

test('without positions all tokens weigh the same', async () => {
  const model = await freshModel(false);
  startAsMean(model, {embeddingScale: SCALE, prompts: []});
  const [high, low] = await effects(model, [1, 90]);
  expect(high / low).toBeCloseTo(1, 2);
  model.dispose();
});

/** Prompts of random tokens, some of them common, and how much of their last hidden states they share. */
async function sharedPart(model: GptModel, prompts: Int32Array[]): Promise<number> {
  const hidden = await model.embed(prompts, 'last');
  const mean = new Float64Array(C);
  let [all, common] = [0, 0];
  hidden.forEach((h, i) => {
    mean[i % C] += h / prompts.length;
    all += h * h;
  });
  for (const m of mean) common += m * m * prompts.length;
  return common / all;
}

test('what all cells have in common is the origin', async () => {
  const random = createRandom(5);
  const draw = () => Math.floor(V * random.next() ** 2);
  const prompts = Array.from({length: 60}, () => Int32Array.from({length: LENGTH}, draw));
  const [off, on] = [await freshModel(true), await freshModel(true)];
  startAsMean(off, {embeddingScale: SCALE, prompts: []});
  startAsMean(on, {embeddingScale: SCALE, prompts});
  expect(await sharedPart(off, prompts)).toBeGreaterThan(0.8);
  expect(await sharedPart(on, prompts)).toBeLessThan(0.3);
  off.dispose();
  on.dispose();
});

test('a model that does not start so hardly sees single tokens', async () => {
  const [plain, mean] = [await freshModel(true), await freshModel(true)];
  startAsMean(mean, {embeddingScale: SCALE, prompts: []});
  const [[before], [after]] = [await effects(plain, [30]), await effects(mean, [30])];
  expect(after).toBeGreaterThan(3 * before);
  plain.dispose();
  mean.dispose();
});
