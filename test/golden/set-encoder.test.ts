// Set encoders against PyTorch's values in set-encoder.json (make-set-encoder-golden.py says how they were made).
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {OptimizerOptions, TensorInfo} from '../../shared/engines/contract/engine.ts';
import type {
  SetBatch,
  SetEncoderConfig,
  SetEncoderEngine,
  SetEncoderModel,
  SetLoss,
} from '../../shared/engines/contract/set-encoder.ts';
import {loadSetEncoderEngine} from '../../shared/engines/load-set-engine.ts';

interface GoldenCase {
  config: SetEncoderConfig;
  loss: SetLoss;
  excludeVisible: boolean;
  tensors: TensorInfo[];
  meanLoss: number;
  /** Of sets 0 and 3. */
  logits: number[][];
  gradients: Record<string, {norm: number; first: number[]}>;
  trainingLosses: number[];
  gradientNorms: number[];
}

interface Golden {
  optimizer: OptimizerOptions;
  visible: number[][];
  targets: number[][];
  weights: number[];
  cases: GoldenCase[];
}

const golden: Golden = JSON.parse(
  readFileSync(join(import.meta.dirname, 'set-encoder.json'), 'utf8'),
);

/** Single precision against double; gradients and norms as shares of themselves, where they are above 1. */
const TOLERANCE = {logits: 2e-5, loss: 2e-6, gradient: 2e-5, training: 1e-4};

/** The formula of make-set-encoder-golden.py. */
function fill(shape: number[], salt: number, scale: number, centre: number): Float32Array {
  const length = shape.reduce((product, extent) => product * extent, 1);
  return Float32Array.from({length}, (_, i) => {
    const hashed = (i * 7919 + salt * 104729 + i * i * 31) % 1009;
    return centre + scale * (hashed / 504.5 - 1);
  });
}

function createGoldenModel(
  engine: SetEncoderEngine,
  {config, tensors}: GoldenCase,
): SetEncoderModel {
  const model = engine.createSetEncoder(config, {seed: 1, trainable: true});
  tensors.forEach(({name, shape}, i) => {
    const centre = name.endsWith('norm.weight') ? 1 : 0;
    model.writeTensor(name, fill(shape, i + 1, shape.length === 2 ? 0.4 : 0.3, centre));
  });
  return model;
}

function batchOf({excludeVisible}: GoldenCase): SetBatch {
  return {
    visible: golden.visible.map(genes => Int32Array.from(genes)),
    targets: golden.targets.map(genes => Int32Array.from(genes)),
    weights: Float32Array.from(golden.weights),
    excludeVisible,
  };
}

function expectClose(
  found: ArrayLike<number>,
  expected: number[],
  tolerance: number,
  what: string,
) {
  const worst = Math.max(
    ...expected.map((value, i) => Math.abs(found[i] - value) / Math.max(1, Math.abs(value))),
  );
  expect({what, worst: worst <= tolerance ? 'within tolerance' : worst}).toEqual({
    what,
    worst: 'within tolerance',
  });
}

const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));

for (const choice of ['native', 'wasm'] as const) {
  describe(`${choice} agrees with PyTorch`, () => {
    for (const golds of golden.cases) {
      const {pooling, nHead, tiedHead, vocabSize: V} = golds.config;
      const name = `${golds.loss}, ${pooling} × ${nHead}, tied head ${tiedHead}, visible genes excluded ${golds.excludeVisible}`;

      test(`${name}: names, logits, loss and gradients`, async () => {
        const {engine} = await loadSetEncoderEngine(choice, {threads: 2});
        const model = createGoldenModel(engine, golds);
        const batch = batchOf(golds);
        expect(model.tensors()).toEqual(golds.tensors);
        const logits = await model.scoreSets(batch.visible);
        expectClose(logits.subarray(0, V), golds.logits[0], TOLERANCE.logits, 'logits of set 0');
        expectClose(logits.subarray(3 * V), golds.logits[1], TOLERANCE.logits, 'logits of set 3');
        const {loss} = await model.computeGradients(batch, golds.loss);
        expectClose([loss], [golds.meanLoss], TOLERANCE.loss, 'loss');
        for (const [tensor, expected] of Object.entries(golds.gradients)) {
          const gradient = model.readTensor(tensor, 'gradient');
          expectClose(gradient, expected.first, TOLERANCE.gradient, `gradient of ${tensor}`);
          expectClose([norm(gradient)], [expected.norm], TOLERANCE.gradient, `norm of ${tensor}`);
        }
      });

      test(`${name}: ten training losses`, async () => {
        const {engine} = await loadSetEncoderEngine(choice, {threads: 2});
        const model = createGoldenModel(engine, golds);
        const batch = batchOf(golds);
        for (const [step, expected] of golds.trainingLosses.entries()) {
          const result = await model.trainStep([batch], golds.loss, golden.optimizer);
          const found = [result.loss, result.gradientNorm];
          const wanted = [expected, golds.gradientNorms[step]];
          expectClose(found, wanted, TOLERANCE.training, `loss and norm of step ${step + 1}`);
        }
      });
    }
  });
}
