// Every engine against PyTorch's values in gpt.json (make-gpt-golden.py says how they were made).
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {
  Engine,
  GptConfig,
  GptModel,
  Objective,
  OptimizerOptions,
  TensorInfo,
} from '../../shared/engines/contract/engine.ts';
import {loadEngine} from '../../shared/engines/load.ts';

interface GoldenCase {
  config: GptConfig;
  objective: Objective;
  tensors: TensorInfo[];
  batch: {B: number; T: number} & Record<
    'tokens' | 'targets' | 'documentStart' | 'weights',
    number[]
  >;
  loss: number;
  /** Row 0, position 3 and row 1, position 9. */
  logitsOfRow0: number[];
  logitsOfRow1: number[];
  gradients: Record<string, {norm: number; first: number[]}>;
  trainingLosses: number[];
  gradientNorms: number[];
}

interface Golden {
  optimizer: OptimizerOptions;
  cases: GoldenCase[];
}

const golden: Golden = JSON.parse(readFileSync(join(import.meta.dirname, 'gpt.json'), 'utf8'));

/** Single precision against double: 24 bits, some of them lost over a few hundred sums. */
const TOLERANCE = {
  logits: 2e-5,
  loss: 2e-6,
  gradient: 2e-5,
  trainingLoss: 1e-4,
  gradientNorm: 3e-4,
};

/** The formula of make-gpt-golden.py. */
function fill(shape: number[], salt: number, scale: number, centre: number): Float32Array {
  const length = shape.reduce((product, extent) => product * extent, 1);
  return Float32Array.from({length}, (_, i) => {
    const hashed = (i * 7919 + salt * 104729 + i * i * 31) % 1009;
    return centre + scale * (hashed / 504.5 - 1);
  });
}

function createGoldenModel(engine: Engine, {config, tensors}: GoldenCase): GptModel {
  const model = engine.createModel(config, {seed: 1, trainable: true});
  tensors.forEach(({name, shape}, i) => {
    const isMatrix = shape.length === 2;
    const centre = !isMatrix && name.endsWith('.weight') ? 1 : 0;
    model.writeTensor(name, fill(shape, i + 1, isMatrix ? 0.4 : 0.3, centre));
  });
  return model;
}

function batchOf({batch}: GoldenCase) {
  return {
    B: batch.B,
    T: batch.T,
    tokens: Int32Array.from(batch.tokens),
    targets: Int32Array.from(batch.targets),
    documentStart: Int32Array.from(batch.documentStart),
    weights: Float32Array.from(batch.weights),
  };
}

function expectClose(
  found: ArrayLike<number>,
  expected: number[],
  tolerance: number,
  what: string,
) {
  const worst = Math.max(...expected.map((value, i) => Math.abs(found[i] - value)));
  expect({what, worst: worst <= tolerance ? 'within tolerance' : worst}).toEqual({
    what,
    worst: 'within tolerance',
  });
}

const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));

// TensorFlow.js on its plain backend, which every machine has.
process.env.GENEGLOT_TFJS_BACKEND = 'cpu';

for (const choice of ['native', 'wasm', 'tfjs'] as const) {
  describe(`${choice} agrees with PyTorch`, () => {
    for (const golds of golden.cases) {
      const {bias, positions, tiedHead, activation, vocabSize: V} = golds.config;
      const name = `${golds.objective}, bias ${bias}, positions ${positions}, tied head ${tiedHead}, ${activation}`;

      test(`${name}: names, logits, loss and gradients`, async () => {
        const {engine} = await loadEngine(choice, {threads: 2});
        const model = createGoldenModel(engine, golds);
        const batch = batchOf(golds);
        expect(model.tensors().toSorted(byName)).toEqual(golds.tensors.toSorted(byName));
        const logits = await model.logits(batch);
        const rowAt = (i: number) => logits.subarray(i * V, (i + 1) * V);
        expectClose(rowAt(3), golds.logitsOfRow0, TOLERANCE.logits, 'logits of row 0');
        expectClose(rowAt(batch.T + 9), golds.logitsOfRow1, TOLERANCE.logits, 'logits of row 1');
        const {loss} = await model.computeGradients(batch, golds.objective);
        expectClose([loss], [golds.loss], TOLERANCE.loss, 'loss');
        for (const [tensor, expected] of Object.entries(golds.gradients)) {
          const gradient = model.readTensor(tensor, 'gradient');
          expectClose(gradient, expected.first, TOLERANCE.gradient, `gradient of ${tensor}`);
          expectClose([norm(gradient)], [expected.norm], TOLERANCE.gradient, `norm of ${tensor}`);
        }
      });

      test(`${name}: ten training losses`, async () => {
        const {engine} = await loadEngine(choice, {threads: 2});
        const model = createGoldenModel(engine, golds);
        const batch = batchOf(golds);
        for (const [step, expected] of golds.trainingLosses.entries()) {
          const result = await model.trainStep([batch], golds.objective, golden.optimizer);
          expectClose(
            [result.loss],
            [expected],
            TOLERANCE.trainingLoss,
            `loss of step ${step + 1}`,
          );
          expectClose(
            [result.gradientNorm],
            [golds.gradientNorms[step]],
            TOLERANCE.gradientNorm,
            `norm of step ${step + 1}`,
          );
        }
      });
    }
  });
}

function byName(a: TensorInfo, b: TensorInfo): number {
  return a.name < b.name ? -1 : 1;
}
