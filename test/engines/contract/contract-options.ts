// Requirements on what later work needs: heads of their own, GPT-2's activation, large vocabularies, long rows,
// nucleus sampling, embeddings, and memory planned up front.
import {describe, expect, test} from '@jest/globals';
import type {Engine, GenerateOptions, GptModel} from '../../../shared/engines/contract/engine.ts';
import {createTestModel, type Extent, packDocuments, SMALL} from '../fixtures.ts';

const PROMPTS = [[0, 5, 9], [0], [0, 30, 2, 17, 8, 1]].map(tokens => Int32Array.from(tokens));

/** Log-probabilities after one prompt as probabilities. */
async function probabilities(model: GptModel, prompt: Int32Array): Promise<Float64Array> {
  return Float64Array.from(await model.scoreNext([prompt]), Math.exp);
}

/** One token drawn for each of `draws` seeds after the first prompt, counted. */
async function countDraws(
  model: GptModel,
  draws: number,
  change: Partial<GenerateOptions>,
): Promise<Map<number, number>> {
  const drawn = await model.generate(new Array<Int32Array>(draws).fill(PROMPTS[0]), {
    maxNewTokens: new Int32Array(draws).fill(1),
    temperature: 1,
    topK: 0,
    endToken: 0,
    forbiddenTokens: Int32Array.of(0),
    seeds: Uint32Array.from({length: draws}, (_, i) => 77 + i),
    ...change,
  });
  const counts = new Map<number, number>();
  for (const [token] of drawn) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}

export function describeOptions(engine: () => Promise<Engine>, {draws}: Extent): void {
  describe('options of the model', () => {
    test('a head of its own gives the logits, and the token embedding alone enters', async () => {
      const model = createTestModel(await engine(), {...SMALL, tiedHead: false}, false);
      expect(model.tensors().map(({name}) => name)).toContain('lm_head.weight');
      const before = await model.scoreNext(PROMPTS);
      const head = model.readTensor('lm_head.weight');
      // Twice the weights of one token's row: its logit alone doubles.
      const C = SMALL.nEmbd;
      model.writeTensor(
        'lm_head.weight',
        head.map((value, i) => (i >= 3 * C && i < 4 * C ? 2 * value : value)),
      );
      const after = await model.scoreNext(PROMPTS);
      for (let i = 0; i < PROMPTS.length; i++) {
        const shift = after[i * 37 + 7] - before[i * 37 + 7];
        expect(Math.abs(after[i * 37 + 3] - before[i * 37 + 3] - shift)).toBeGreaterThan(1e-3);
        expect(after[i * 37 + 20] - before[i * 37 + 20]).toBeCloseTo(shift, 4);
      }
    });

    test('a blank model has weights of 0 until they are written, and is then like any other', async () => {
      const drawn = createTestModel(await engine(), SMALL, false);
      const blank = (await engine()).createModel(SMALL, {seed: 5, trainable: false, blank: true});
      for (const {name} of drawn.tensors()) {
        expect(new Set(blank.readTensor(name))).toEqual(new Set([0]));
        blank.writeTensor(name, drawn.readTensor(name));
      }
      expect(await blank.scoreNext(PROMPTS)).toEqual(await drawn.scoreNext(PROMPTS));
    });

    test("GPT-2's activation is near the exact one, and another", async () => {
      const exact = createTestModel(await engine(), SMALL, false);
      const tanh = createTestModel(await engine(), {...SMALL, activation: 'gelu-tanh'}, false);
      const [expected, found] = [await exact.scoreNext(PROMPTS), await tanh.scoreNext(PROMPTS)];
      const worst = Math.max(...expected.map((value, i) => Math.abs(value - found[i])));
      // The two forms differ by less than 5e-4 (Hendrycks & Gimpel 2016, figure 1 and text).
      expect(worst).toBeGreaterThan(1e-6);
      expect(worst).toBeLessThan(0.02);
    });

    test('vocabularies beyond 65,535 tokens', async () => {
      const V = 66_001;
      const config = {...SMALL, vocabSize: V, nEmbd: 4, nHead: 1, nLayer: 1, blockSize: 8};
      const model = createTestModel(await engine(), config);
      const batch = packDocuments([[3, 5]], 8, V);
      batch.tokens[1] = V - 1;
      batch.targets[0] = V - 1;
      const logits = await model.logits(batch);
      let expected = 0;
      for (let i = 0; i < 8; i++) {
        const row = logits.subarray(i * V, (i + 1) * V);
        expected += Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0)) - row[batch.targets[i]];
      }
      const {loss} = await model.computeGradients(batch, 'next-gene');
      expect(loss).toBeCloseTo(expected / 8, 4);
      const gradient = model.readTensor('transformer.wte.weight', 'gradient');
      expect(gradient.subarray((V - 1) * 4).some(value => Math.abs(value) > 1e-4)).toBe(true);
    });
  });

  describe('nucleus sampling', () => {
    test('draws among the fewest tokens whose probabilities reach top p, in their proportion', async () => {
      const model = createTestModel(await engine(), SMALL, false);
      // A high temperature flattens the distribution, so that the nucleus has several tokens.
      const temperature = 4;
      const p = (await probabilities(model, PROMPTS[0])).map(value => value ** (1 / temperature));
      for (const token of [0, 5, 9]) p[token] = 0;
      const total = p.reduce((sum, value) => sum + value, 0);
      const ranked = [...p.keys()].sort((a, b) => p[b] - p[a]);
      const nucleus: number[] = [];
      for (let reached = 0; reached < 0.6 * total; reached += p[ranked[nucleus.length - 1]])
        nucleus.push(ranked[nucleus.length]);
      expect(nucleus.length).toBeGreaterThan(2);
      const counts = await countDraws(model, draws, {temperature, topP: 0.6});
      expect([...counts.keys()].sort((a, b) => a - b)).toEqual([...nucleus].sort((a, b) => a - b));
      const mass = nucleus.reduce((sum, token) => sum + p[token], 0);
      for (const token of nucleus) {
        // Four standard deviations of a binomial share
        const share = p[token] / mass;
        const deviation = Math.sqrt((share * (1 - share)) / draws);
        expect(Math.abs((counts.get(token) ?? 0) / draws - share)).toBeLessThan(4 * deviation);
      }
    });

    test('a tiny top p is greedy, and top k is applied before it', async () => {
      const model = createTestModel(await engine(), SMALL, false);
      const greedy = await countDraws(model, 1, {temperature: 0});
      expect([...(await countDraws(model, 50, {topP: 1e-6})).keys()]).toEqual([...greedy.keys()]);
      expect((await countDraws(model, 300, {temperature: 4, topP: 0.999, topK: 2})).size).toBe(2);
    });

    test('a top p that is no share is refused', async () => {
      const model = createTestModel(await engine(), SMALL, false);
      await expect(countDraws(model, 1, {topP: 0})).rejects.toThrow('topP is 0: expected 0 < topP');
      await expect(countDraws(model, 1, {topP: 1.5})).rejects.toThrow('topP is 1.5');
    });
  });

  describe('embeddings', () => {
    test('the last hidden state times the head gives the logits', async () => {
      const model = createTestModel(await engine(), {...SMALL, positions: true}, false);
      const C = SMALL.nEmbd;
      const hidden = await model.embed(PROMPTS, 'last');
      expect(hidden.length).toBe(PROMPTS.length * C);
      const E = model.readTensor('transformer.wte.weight');
      const scores = await model.scoreNext(PROMPTS);
      PROMPTS.forEach((_, i) => {
        const logits = Array.from({length: 37}, (_, token) =>
          hidden.subarray(i * C, (i + 1) * C).reduce((sum, h, c) => sum + h * E[token * C + c], 0),
        );
        const logSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
        logits.forEach((logit, token) => {
          expect(scores[i * 37 + token]).toBeCloseTo(logit - logSum, 4);
        });
      });
    });

    test('the mean is that over all prefixes, whatever else is in the batch', async () => {
      const model = createTestModel(await engine(), SMALL, false);
      const C = SMALL.nEmbd;
      const means = await model.embed(PROMPTS, 'mean');
      for (const [i, prompt] of PROMPTS.entries()) {
        const prefixes = Array.from(prompt, (_, t) => prompt.slice(0, t + 1));
        const states = await model.embed(prefixes, 'last');
        for (let c = 0; c < C; c++) {
          const sum = prefixes.reduce((total, _, t) => total + states[t * C + c], 0);
          expect(means[i * C + c]).toBeCloseTo(sum / prompt.length, 5);
        }
        expect(await model.embed([prompt], 'mean')).toEqual(means.slice(i * C, (i + 1) * C));
      }
    });
  });

  describe('memory', () => {
    test('what is reserved is reported, and the batches it was for need no more', async () => {
      const model = createTestModel(await engine(), SMALL);
      const batch = packDocuments([[7, 9, 5], [20]], 24, 37);
      const bare = model.memoryBytes();
      await model.reserve(2, 24);
      const reserved = model.memoryBytes();
      expect(reserved).toBeGreaterThan(bare);
      await model.computeGradients(batch, 'remaining-genes');
      expect(model.memoryBytes()).toBe(reserved);
      await expect(model.reserve(1, 25)).rejects.toThrow('batch.T');
    });
  });
}
