// The head's loss in TensorFlow.js, a few positions at a time, is that of all positions at once, and no array of all
// positions by all tokens exists on the way.
import {describe, expect, test} from '@jest/globals';
import type {Scalar, Tensor} from '@tensorflow/tfjs-core';
import {
  type Batch,
  type GptConfig,
  OBJECTIVES,
  type Objective,
} from '../../../shared/engines/contract/engine.ts';
import {listTensors} from '../../../shared/engines/contract/gpt-tensors.ts';
import {initialValues} from '../../../shared/engines/initial-weights.ts';
import {noDropout} from '../../../shared/engines/tfjs/dropout.ts';
import {chooseBackend} from '../../../shared/engines/tfjs/in-node/choose-backend.ts';
import {weightedLoss} from '../../../shared/engines/tfjs/loss.ts';
import {askForWords, createNumbers, packDocuments, SMALL, withWeights} from '../fixtures.ts';

process.env.GENEGLOT_TFJS_BACKEND = 'cpu';

const {tf} = await chooseBackend();

/** A batch of packed documents of random lengths, some positions without weight. */
function drawBatch(number: () => number, T: number, V: number): Batch {
  const rows = Array.from({length: 1 + Math.floor(3 * number())}, () => {
    const first = 1 + Math.floor(number() * (T - 1));
    return [first, Math.max(1, Math.floor(number() * (T - first)))];
  });
  const batch = withWeights(packDocuments(rows, T, V, Math.floor(1e6 * number())));
  const weights = batch.weights!.map(weight => (number() < 0.3 ? 0 : weight));
  return {...batch, weights};
}

/** Loss and every gradient, with so many logits at once. */
function differentiate(
  config: GptConfig,
  batch: Batch,
  objective: (typeof OBJECTIVES)[number],
  logitsAtOnce: number,
): Float32Array[] {
  const infos = listTensors(config);
  const values = infos.map(info => tf.tensor(initialValues(info, config, 5), info.shape));
  const lossOf = (...tensors: Tensor[]) => {
    const weights = new Map(infos.map(({name}, i) => [name, tensors[i]]));
    const pass = {tf, config, weights, dropout: noDropout, derives: true};
    return weightedLoss(pass, batch, objective, 0.1, logitsAtOnce) as Scalar;
  };
  const {value, grads} = tf.valueAndGrads(lossOf)(values);
  return [value, ...grads].map(tensor => tensor.dataSync() as Float32Array);
}

function evaluate(config: GptConfig, batch: Batch, logitsAtOnce: number): Tensor {
  const infos = listTensors(config);
  const weights = new Map<string, Tensor>(
    infos.map(info => [info.name, tf.tensor(initialValues(info, config, 5), info.shape)]),
  );
  const pass = {tf, config, weights, dropout: noDropout, derives: false};
  return weightedLoss(pass, batch, 'remaining-genes', 0.1, logitsAtOnce);
}

function worstOf(found: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return found.reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i]) / largest), 0);
}

describe('the loss a few positions at a time', () => {
  test('random batches and parts: loss and gradients are those of all positions at once', () => {
    const number = createNumbers(23);
    for (let i = 0; i < 12; i++) {
      const V = 3 + Math.floor(40 * number());
      const T = 3 + Math.floor(12 * number());
      const config = {...SMALL, vocabSize: V, nLayer: 1, blockSize: T, tiedHead: number() < 0.5};
      const objective: Objective = OBJECTIVES[i % OBJECTIVES.length];
      const geneTokens = objective === 'next-word' ? Math.floor(V / 2) : V;
      const drawn = drawBatch(number, T, V);
      const batch = geneTokens < V ? askForWords(drawn, {vocabSize: V, geneTokens}) : drawn;
      const parts = 1 + Math.floor(number() * V * 6);
      const [found, expected] = tf.tidy(() => [
        differentiate({...config, geneTokens}, batch, objective, parts),
        differentiate({...config, geneTokens}, batch, objective, 1e9),
      ]);
      const worst = Math.max(...expected.map((values, tensor) => worstOf(found[tensor], values)));
      expect({i, objective, parts, close: worst < 1e-5 || worst}).toMatchObject({close: true});
      const alone = tf.tidy(() => evaluate(config, batch, parts).dataSync()[0]);
      if (objective === 'remaining-genes') expect(alone).toBeCloseTo(expected[0][0], 4);
    }
  });

  test('no array is as large as all positions by all tokens', async () => {
    const [V, T] = [500, 24];
    const config = {...SMALL, vocabSize: V, nEmbd: 4, nHead: 1, nLayer: 1};
    const batch = packDocuments([[7, 9, 5], [24]], T, V);
    for (const build of [
      () => differentiate(config, batch, 'next-new-gene', 5 * V),
      () => evaluate(config, batch, 5 * V),
    ]) {
      const {kernels} = await tf.profile(() => {
        tf.tidy(() => {
          build();
        });
      });
      const sizes = kernels.flatMap(({outputShapes}) =>
        outputShapes.map(shape => tf.util.sizeFromShape(shape)),
      );
      expect(Math.max(...sizes)).toBe(5 * V);
    }
  });

  test('a batch without any target loses nothing', () => {
    const batch = packDocuments([[5]], 5, 9);
    const none = {...batch, targets: batch.targets.map(() => -1)};
    const config = {...SMALL, vocabSize: 9, blockSize: 5};
    expect(tf.tidy(() => evaluate(config, none, 9).dataSync()[0])).toBe(0);
  });
});
