// The compiled engines against TensorFlow.js, which shares no arithmetic with them: logits, losses, every gradient, ten
// training losses, embeddings, scores and sampled tokens, for every option of a model.
import {afterAll, describe, expect, jest, test} from '@jest/globals';
import type {
  Engine,
  GenerateOptions,
  GptConfig,
  Objective,
} from '../../shared/engines/contract/engine.ts';
import {loadEngine} from '../../shared/engines/load.ts';
import {
  createTestModel,
  meanLoss,
  OPTIMIZER,
  packDocuments,
  SMALL,
  withWeights,
} from './fixtures.ts';

// Plain JavaScript needs milliseconds where the compiled engines need microseconds.
jest.setTimeout(120_000);

process.env.GENEGLOT_TFJS_BACKEND = 'cpu';

/** Both sides keep 24 bits; what they differ by is the order of their sums, and TensorFlow.js' erf (1.5e-7). */
const TOLERANCE = {
  /** Of logits up to about 10, and of hidden states of about 1. */
  logits: 2e-5,
  embedding: 1e-5,
  logProbability: 2e-5,
  loss: 2e-6,
  /** Share of the largest gradient of the tensor; sums over all positions of terms that cancel. */
  gradient: 2e-5,
  /** Rounding grows from step to step, most where a second moment is near zero. */
  trainingLoss: 1e-4,
};

interface Case {
  name: string;
  change: Partial<GptConfig>;
  objective: Objective;
}

const CASES: Case[] = [
  {name: 'biases, no positions', change: {}, objective: 'remaining-genes'},
  {
    name: 'no biases, positions, odd widths',
    change: {bias: false, positions: true, nHead: 3, nEmbd: 21},
    objective: 'next-gene',
  },
  {
    name: 'a head of its own',
    change: {tiedHead: false},
    objective: 'remaining-genes',
  },
  {
    name: "GPT-2's GELU and positions",
    change: {activation: 'gelu-tanh', positions: true},
    objective: 'next-gene',
  },
  {
    name: "a head of its own, GPT-2's GELU, no biases",
    change: {tiedHead: false, activation: 'gelu-tanh', bias: false},
    objective: 'next-gene',
  },
];

const batch = withWeights(packDocuments([[7, 9, 5], [20], [1, 2, 12]], 24, 37));
const prompts = [[0, 5, 9], [0], [0, 30, 2, 17, 8, 1]].map(tokens => Int32Array.from(tokens));
const sampling: GenerateOptions = {
  maxNewTokens: Int32Array.of(12, 12, 12),
  temperature: 0.9,
  topK: 0,
  endToken: 0,
  seeds: Uint32Array.of(5, 6, 7),
};

const engines = new Map<Engine['name'], Promise<Engine>>();
const engineOf = (name: Engine['name']) => {
  const engine = engines.get(name) ?? loadEngine(name, {threads: 2}).then(loaded => loaded.engine);
  engines.set(name, engine);
  return engine;
};
afterAll(() => engines.clear());

function expectClose(found: Float32Array, expected: Float32Array, tolerance: number, what: string) {
  expect(found.length).toBe(expected.length);
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(found[i] - value)), 0);
  expect({what, worst: worst <= tolerance ? 'within tolerance' : worst}).toEqual({
    what,
    worst: 'within tolerance',
  });
}

for (const name of ['native', 'wasm'] as const) {
  describe(`${name} agrees with TensorFlow.js`, () => {
    for (const {name: variant, change, objective} of CASES) {
      const pair = async (trainable = true) => {
        const config = {...SMALL, ...change};
        return {
          model: createTestModel(await engineOf(name), config, trainable),
          reference: createTestModel(await engineOf('tfjs'), config, trainable),
        };
      };

      test(`${variant}: logits, loss and every gradient`, async () => {
        const {model, reference} = await pair();
        const [found, expected] = [await model.logits(batch), await reference.logits(batch)];
        expectClose(found, expected, TOLERANCE.logits, 'logits');
        const loss = meanLoss(await reference.evaluate(batch, objective));
        expect(Math.abs(meanLoss(await model.evaluate(batch, objective)) - loss)).toBeLessThan(
          TOLERANCE.loss * loss,
        );
        await model.computeGradients(batch, objective);
        await reference.computeGradients(batch, objective);
        expect(model.tensors()).toEqual(reference.tensors());
        for (const {name: tensor} of reference.tensors()) {
          const gradient = reference.readTensor(tensor, 'gradient');
          const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          const tolerance = TOLERANCE.gradient * largest;
          expectClose(model.readTensor(tensor, 'gradient'), gradient, tolerance, tensor);
        }
      });

      test(`${variant}: ten training losses`, async () => {
        const {model, reference} = await pair();
        for (let step = 1; step <= 10; step++) {
          const found = await model.trainStep([batch, batch], objective, OPTIMIZER);
          const expected = await reference.trainStep([batch, batch], objective, OPTIMIZER);
          const difference = Math.abs(found.loss - expected.loss);
          expect({step, close: difference < TOLERANCE.trainingLoss * expected.loss}).toEqual({
            step,
            close: true,
          });
        }
      });

      test(`${variant}: scores, greedy and sampled tokens`, async () => {
        const {model, reference} = await pair(false);
        const scores = await reference.scoreNext(prompts);
        expectClose(await model.scoreNext(prompts), scores, TOLERANCE.logProbability, 'scores');
        for (const options of [sampling, {...sampling, temperature: 0}]) {
          expect(await model.generate(prompts, options)).toEqual(
            await reference.generate(prompts, options),
          );
        }
      });

      test(`${variant}: embeddings`, async () => {
        const {model, reference} = await pair(false);
        for (const pooling of ['last', 'mean'] as const) {
          const expected = await reference.embed(prompts, pooling);
          expectClose(await model.embed(prompts, pooling), expected, TOLERANCE.embedding, pooling);
        }
      });
    }

    test('top k and top p leave the same candidates', async () => {
      const draws = 300;
      const candidates = async (engine: Engine['name'], change: Partial<GenerateOptions>) => {
        const model = createTestModel(await engineOf(engine), SMALL, false);
        const results = await model.generate(new Array(draws).fill(prompts[0]), {
          ...sampling,
          temperature: 1.5,
          maxNewTokens: new Int32Array(draws).fill(1),
          seeds: Uint32Array.from({length: draws}, (_, i) => i),
          ...change,
        });
        return [...new Set(results.flatMap(tokens => Array.from(tokens)))].sort((a, b) => a - b);
      };
      for (const change of [{topK: 4}, {topP: 0.5}, {topK: 6, topP: 0.8}]) {
        const found = await candidates(name, change);
        expect({change, found}).toEqual({change, found: await candidates('tfjs', change)});
      }
    });
  });
}
