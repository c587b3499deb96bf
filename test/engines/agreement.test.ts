// The compiled engines against TensorFlow.js, which shares no arithmetic with them: logits, losses, every gradient, ten
// training losses, embeddings, scores and sampled tokens, for every option of a model.
import {afterAll, describe, expect, jest, test} from '@jest/globals';
import type {
  Engine,
  GenerateOptions,
  GptConfig,
  GptModel,
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
const SAMPLINGS = [sampling, {...sampling, temperature: 0}];

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

/** What TensorFlow.js makes of a case: computed once, compared with both engines. */
function computeReference({change, objective}: Case) {
  const config = {...SMALL, ...change};
  const model = async (trainable: boolean) =>
    createTestModel(await engineOf('tfjs'), config, trainable);
  return {
    gradients: once(async () => {
      const reference = await model(true);
      const logits = await reference.logits(batch);
      const loss = meanLoss(await reference.evaluate(batch, objective));
      await reference.computeGradients(batch, objective);
      const tensors = reference.tensors();
      const gradients = tensors.map(({name}) => reference.readTensor(name, 'gradient'));
      return {logits, loss, tensors, gradients};
    }),
    losses: once(async () => trainTen(await model(true), objective)),
    tokens: once(async () => {
      const reference = await model(false);
      const scores = await reference.scoreNext(prompts);
      const generated = [];
      for (const options of SAMPLINGS) generated.push(await reference.generate(prompts, options));
      return {scores, generated};
    }),
    embeddings: once(async () => {
      const reference = await model(false);
      return [await reference.embed(prompts, 'last'), await reference.embed(prompts, 'mean')];
    }),
  };
}

function once<T>(compute: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= compute();
    return result;
  };
}

async function trainTen(model: GptModel, objective: Objective): Promise<number[]> {
  const losses: number[] = [];
  for (let step = 1; step <= 10; step++)
    losses.push((await model.trainStep([batch, batch], objective, OPTIMIZER)).loss);
  return losses;
}

/** Tokens that may come first after one prompt, as many draws show. */
async function drawCandidates(
  engine: Engine['name'],
  change: Partial<GenerateOptions>,
): Promise<number[]> {
  const draws = 300;
  const model = createTestModel(await engineOf(engine), SMALL, false);
  const results = await model.generate(new Array(draws).fill(prompts[0]), {
    ...sampling,
    temperature: 1.5,
    maxNewTokens: new Int32Array(draws).fill(1),
    seeds: Uint32Array.from({length: draws}, (_, i) => i),
    ...change,
  });
  return [...new Set(results.flatMap(tokens => Array.from(tokens)))].sort((a, b) => a - b);
}

const REFERENCES = CASES.map(each => ({...each, reference: computeReference(each)}));
const CANDIDATES = [{topK: 4}, {topP: 0.5}, {topK: 6, topP: 0.8}].map(change => ({
  change,
  expected: once(() => drawCandidates('tfjs', change)),
}));

for (const name of ['native', 'wasm'] as const) {
  describe(`${name} agrees with TensorFlow.js`, () => {
    for (const {name: variant, change, objective, reference} of REFERENCES) {
      const create = async (trainable = true) =>
        createTestModel(await engineOf(name), {...SMALL, ...change}, trainable);

      test(`${variant}: logits, loss and every gradient`, async () => {
        const model = await create();
        const expected = await reference.gradients();
        expectClose(await model.logits(batch), expected.logits, TOLERANCE.logits, 'logits');
        const {loss} = expected;
        expect(Math.abs(meanLoss(await model.evaluate(batch, objective)) - loss)).toBeLessThan(
          TOLERANCE.loss * loss,
        );
        await model.computeGradients(batch, objective);
        expect(model.tensors()).toEqual(expected.tensors);
        for (const [i, {name: tensor}] of expected.tensors.entries()) {
          const gradient = expected.gradients[i];
          const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          const tolerance = TOLERANCE.gradient * largest;
          expectClose(model.readTensor(tensor, 'gradient'), gradient, tolerance, tensor);
        }
      });

      test(`${variant}: ten training losses`, async () => {
        const found = await trainTen(await create(), objective);
        for (const [i, expected] of (await reference.losses()).entries()) {
          const difference = Math.abs(found[i] - expected);
          expect({step: i + 1, close: difference < TOLERANCE.trainingLoss * expected}).toEqual({
            step: i + 1,
            close: true,
          });
        }
      });

      test(`${variant}: scores, greedy and sampled tokens`, async () => {
        const model = await create(false);
        const {scores, generated} = await reference.tokens();
        expectClose(await model.scoreNext(prompts), scores, TOLERANCE.logProbability, 'scores');
        for (const [i, options] of SAMPLINGS.entries()) {
          expect(await model.generate(prompts, options)).toEqual(generated[i]);
        }
      });

      test(`${variant}: embeddings`, async () => {
        const model = await create(false);
        const [last, mean] = await reference.embeddings();
        expectClose(await model.embed(prompts, 'last'), last, TOLERANCE.embedding, 'last');
        expectClose(await model.embed(prompts, 'mean'), mean, TOLERANCE.embedding, 'mean');
      });
    }

    test('top k and top p leave the same candidates', async () => {
      for (const {change, expected} of CANDIDATES) {
        const found = await drawCandidates(name, change);
        expect({change, found}).toEqual({change, found: await expected()});
      }
    });
  });
}
