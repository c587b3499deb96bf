import {describe, expect, test} from '@jest/globals';
import type {SetEncoderModel} from '../../../shared/engines/contract/set-encoder.ts';
import {loadSetEncoderEngine} from '../../../shared/engines/load-set-engine.ts';
import {maskSets} from '../../../shared/genes/tokens/mask-shard.ts';
import {evaluateSets} from '../../../shared/models/set-encoder/evaluate.ts';
import {
  popularityBias,
  startFromPopularity,
} from '../../../shared/models/set-encoder/initial-weights.ts';
import {SMALL_SETS} from '../../engines/set-encoder-fixtures.ts';
import {shardOf} from '../gpt/shard.ts';

const V = 120;
const shard = shardOf(
  Array.from({length: 9}, (_, i) =>
    Array.from({length: 10 + i}, (_, j) => 1 + ((i * 17 + j * 5) % (V - 1))),
  ),
);
const masked = maskSets(shard, 0.8, 3);

/** A stand-in for a model whose logits are a formula. */
function withLogits(logit: (gene: number) => number): SetEncoderModel {
  return {
    config: {...SMALL_SETS, vocabSize: V},
    evaluate: async ({visible}: {visible: unknown[]}) => ({
      lossSum: 2 * visible.length,
      weightSum: visible.length,
    }),
    scoreSets: async (prompts: Int32Array[]) =>
      Float32Array.from({length: prompts.length * V}, (_, i) => logit(i % V)),
  } as unknown as SetEncoderModel;
}

describe('evaluateSets', () => {
  test('scores are those of a full sort of all genes but the visible ones', async () => {
    const logit = (gene: number) => ((gene * 7919) % 1009) / 1009;
    const found = await evaluateSets(withLogits(logit), masked, {
      loss: 'softmax',
      visibleInLoss: 'excluded',
      batchSize: 4,
    });
    let recall = 0;
    let precision = 0;
    for (const {promptGenes, heldOutGenes} of masked) {
      const order = Array.from({length: V - 1}, (_, i) => i + 1)
        .filter(gene => !promptGenes.includes(gene))
        .sort((a, b) => logit(b) - logit(a));
      const places = Array.from(heldOutGenes, gene => order.indexOf(gene) + 1).sort(
        (a, b) => a - b,
      );
      recall += places.filter(place => place <= 50).length / places.length;
      precision += places.reduce((sum, place, i) => sum + (i + 1) / place, 0) / places.length;
    }
    expect(found.recallAt50).toBeCloseTo(recall / 9, 10);
    expect(found.averagePrecision).toBeCloseTo(precision / 9, 10);
    expect(found.loss).toBe(2);
  });
});

describe('popularityBias', () => {
  test('an untrained model predicts what the counts say', async () => {
    const {engine} = await loadSetEncoderEngine('auto', {threads: 1});
    const training = shardOf([[1, 2], [1, 3], [1], [2, 1]]);
    for (const loss of ['softmax', 'bce'] as const) {
      const config = {...SMALL_SETS, vocabSize: 6, nLayer: 0};
      const model = engine.createSetEncoder(config, {seed: 1, trainable: false});
      startFromPopularity(model, training, loss);
      // An empty set has no vector: what is left is the bias.
      const logits = Array.from(await model.scoreSets([new Int32Array(0)]));
      expect(logits).toEqual(Array.from(popularityBias(training, 6, loss)));
      expect(logits[1]).toBeCloseTo(Math.log(loss === 'bce' ? 4.5 / 0.5 : 4.5), 5);
      expect(logits[2]).toBeCloseTo(Math.log(loss === 'bce' ? 2.5 / 2.5 : 2.5), 5);
      expect(logits[5]).toBeCloseTo(Math.log(loss === 'bce' ? 0.5 / 4.5 : 0.5), 5);
    }
  });
});
