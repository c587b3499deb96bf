// Small set encoders and batches of sets for the engine tests.
import type {
  SetBatch,
  SetEncoderConfig,
  SetEncoderEngine,
  SetEncoderModel,
} from '../../shared/engines/contract/set-encoder.ts';
import {createNumbers} from './fixtures.ts';

export const SMALL_SETS: SetEncoderConfig = {
  vocabSize: 37,
  nEmbd: 16,
  nLayer: 2,
  nHead: 1,
  pooling: 'mean',
  tiedHead: true,
  dropout: 0,
};

/** A model none of whose weights is at its idle value, so that every gradient is exercised. */
export function createTestSetEncoder(
  engine: SetEncoderEngine,
  config: SetEncoderConfig,
  trainable = true,
): SetEncoderModel {
  const model = engine.createSetEncoder(config, {seed: 7, trainable});
  const number = createNumbers(11);
  for (const {name} of model.tensors()) {
    const values = model.readTensor(name);
    const spread = name.startsWith('pooling') ? 2 : 0.8;
    model.writeTensor(
      name,
      values.map(value => 3 * value + spread * (number() - 0.5)),
    );
  }
  return model;
}

/** Sets of `sizes` genes, about a third of them visible, the others targets; weights between 0.5 and 1.5. */
export function drawTestSets(sizes: number[], vocabSize: number, seed = 3): SetBatch {
  const number = createNumbers(seed);
  const batch = {
    visible: [] as Int32Array[],
    targets: [] as Int32Array[],
    weights: new Float32Array(sizes.length),
    excludeVisible: false,
  };
  sizes.forEach((size, b) => {
    const genes = Int32Array.from(
      {length: size},
      (_, i) => 1 + ((b * 13 + i * 7) % (vocabSize - 1)),
    );
    const shown = Math.max(1, Math.floor(size / 3));
    batch.visible.push(genes.slice(0, shown));
    batch.targets.push(genes.slice(shown));
    batch.weights[b] = 0.5 + number();
  });
  return batch;
}

/** Every tensor of a kind, one after another. */
export function flatSetTensors(
  model: SetEncoderModel,
  kind: 'value' | 'gradient' = 'value',
): number[] {
  return model.tensors().flatMap(({name}) => Array.from(model.readTensor(name, kind)));
}
