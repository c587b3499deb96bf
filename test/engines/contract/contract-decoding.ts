// Requirements on generation by the key–value cache and on scoring.
import {describe, expect, test} from '@jest/globals';
import type {
  Engine,
  GenerateOptions,
  GptConfig,
  GptModel,
} from '../../../shared/engines/contract/engine.ts';
import {createTestModel, type Extent, SMALL} from '../fixtures.ts';

const PROMPTS = [[0, 5, 9], [0], [0, 30, 2, 17, 8, 1], [0, 3]].map(tokens =>
  Int32Array.from(tokens),
);

function options(count: number, change: Partial<GenerateOptions> = {}): GenerateOptions {
  return {
    maxNewTokens: new Int32Array(count).fill(12),
    temperature: 0,
    topK: 0,
    endToken: 0,
    seeds: Uint32Array.from({length: count}, (_, i) => 1000 + i),
    ...change,
  };
}

/** Logits after a prompt, by a whole forward pass without any cache. */
async function lastLogits(model: GptModel, tokens: number[]): Promise<Float32Array> {
  const T = tokens.length;
  const empty = new Int32Array(T);
  const batch = {B: 1, T, tokens: Int32Array.from(tokens), targets: empty, documentStart: empty};
  return (await model.logits(batch)).slice((T - 1) * model.config.vocabSize);
}

/** Greedy generation without a cache. */
async function greedySlowly(model: GptModel, prompt: Int32Array, cap: number): Promise<number[]> {
  const made: number[] = [];
  while (made.length < cap) {
    const logits = await lastLogits(model, [...prompt, ...made]);
    const taken = new Set([...prompt.slice(1), ...made]);
    let best = -1;
    logits.forEach((logit, token) => {
      if (!taken.has(token) && (best < 0 || logit > logits[best])) best = token;
    });
    if (best === 0) break;
    made.push(best);
  }
  return made;
}

export function describeDecoding(engine: () => Promise<Engine>, {draws, isCompiled}: Extent): void {
  const VARIANTS: Partial<GptConfig>[] = [
    {},
    {bias: false, positions: true},
    {nEmbd: 21, nHead: 3},
  ];

  describe('decoding', () => {
    for (const variant of VARIANTS) {
      test(`greedy generation takes the most likely token at each step: ${JSON.stringify(variant)}`, async () => {
        const model = createTestModel(await engine(), {...SMALL, ...variant}, false);
        const results = await model.generate(PROMPTS, options(4));
        for (const [i, prompt] of PROMPTS.entries()) {
          expect(Array.from(results[i])).toEqual(await greedySlowly(model, prompt, 12));
        }
      });
    }

    test('scores are the log-probabilities after each prompt', async () => {
      const model = createTestModel(await engine(), SMALL, false);
      const scores = await model.scoreNext(PROMPTS);
      expect(scores.length).toBe(4 * 37);
      for (const [i, prompt] of PROMPTS.entries()) {
        const logits = await lastLogits(model, Array.from(prompt));
        const logSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
        logits.forEach((logit, token) => {
          expect(scores[i * 37 + token]).toBeCloseTo(logit - logSum, 4);
        });
      }
    });

    test('a result depends neither on the other prompts nor on their order', async () => {
      const model = createTestModel(await engine(), SMALL, false);
      const sampling = {temperature: 1, topK: 9};
      const together = await model.generate(PROMPTS, options(4, sampling));
      const scores = await model.scoreNext(PROMPTS);
      for (let i = 0; i < 4; i++) {
        const alone = await model.generate(
          [PROMPTS[i]],
          options(1, {...sampling, seeds: Uint32Array.of(1000 + i)}),
        );
        expect(alone[0]).toEqual(together[i]);
        expect(await model.scoreNext([PROMPTS[i]])).toEqual(scores.slice(i * 37, (i + 1) * 37));
      }
      const crowd = Array.from({length: 150}, (_, i) => PROMPTS[i % 4]);
      const seeds = Uint32Array.from(crowd, (_, i) => 1000 + (i % 4));
      const crowded = await model.generate(crowd, options(150, {...sampling, seeds}));
      crowded.forEach((result, i) => {
        expect(result).toEqual(together[i % 4]);
      });
    });

    test('prompts that begin like the one before give what each gives alone', async () => {
      const model = createTestModel(await engine(), SMALL, false);
      const long = [0, ...Array.from({length: isCompiled ? 30 : 5}, (_, i) => 1 + i)];
      const alike = [
        [...long, 31, 32, 33],
        [...long, 31],
        [...long, 31],
        [...long, 31, 34, 35],
        [...long.slice(0, 4), 36],
        [0, 30, 2, 17],
        // These alone fill more than one pass through the core's decoder.
        ...(isCompiled ? [8, 7, 6, 5, 4, 3, 2, 1] : []).map(token => [0, token, ...long.slice(9)]),
      ].map(tokens => Int32Array.from(tokens));
      const few = (count: number) => options(count, {maxNewTokens: new Int32Array(count).fill(3)});
      const scores = await model.scoreNext(alike);
      const last = await model.embed(alike, 'last');
      const together = await model.generate(alike, few(alike.length));
      for (const [i, prompt] of alike.entries()) {
        expect(await model.scoreNext([prompt])).toEqual(scores.slice(i * 37, (i + 1) * 37));
        expect(await model.embed([prompt], 'last')).toEqual(last.slice(i * 16, (i + 1) * 16));
        expect((await model.generate([prompt], few(1)))[0]).toEqual(together[i]);
      }
    });

    test('nothing is generated twice, forbidden, or in the prompt, and caps hold', async () => {
      const model = createTestModel(await engine(), SMALL, false);
      const forbidden = Int32Array.of(0, 4, 6, 31);
      const results = await model.generate(
        PROMPTS,
        options(4, {
          temperature: 2,
          forbiddenTokens: forbidden,
          maxNewTokens: Int32Array.of(5, 100, 0, 10),
        }),
      );
      // With the end token forbidden a set grows to its cap, or until no token is left.
      expect(results.map(({length}) => length)).toEqual([5, 33, 0, 10]);
      for (const [i, result] of results.entries()) {
        const all = [...PROMPTS[i].slice(1), ...result, ...forbidden];
        expect(new Set(all).size).toBe(all.length);
      }
    });

    test('a text may repeat its words: greedy generation without a ban takes the most likely token', async () => {
      const model = createTestModel(await engine(), SMALL, false);
      const results = await model.generate(PROMPTS, options(4, {mayRepeat: true}));
      for (const [i, prompt] of PROMPTS.entries()) {
        const made: number[] = [];
        while (made.length < 12) {
          const logits = await lastLogits(model, [...prompt, ...made]);
          const best = logits.indexOf(Math.max(...logits));
          if (best === 0) break;
          made.push(best);
        }
        expect(Array.from(results[i])).toEqual(made);
      }
      const all = results.flatMap((result, i) => [...PROMPTS[i].slice(1), ...result]);
      expect(new Set(all).size).toBeLessThan(all.length);
    });

    test('generation stops at the end token', async () => {
      const model = createTestModel(await engine(), {...SMALL, bias: true}, false);
      const embedding = model.readTensor('transformer.wte.weight');
      const bias = model.readTensor('transformer.ln_f.bias').fill(1);
      model.writeTensor('transformer.ln_f.bias', bias);
      // An end token whose embedding lies along that bias is always the likeliest.
      model.writeTensor('transformer.wte.weight', embedding.fill(3, 0, SMALL.nEmbd));
      const results = await model.generate(PROMPTS, options(4));
      expect(results.map(({length}) => length)).toEqual([0, 0, 0, 0]);
    });

    test('samples follow the probabilities, among the k most likely', async () => {
      const model = createTestModel(await engine(), SMALL, false);
      const prompts = new Array<Int32Array>(draws).fill(PROMPTS[0]);
      const change = {
        temperature: 0.7,
        topK: 3,
        maxNewTokens: new Int32Array(draws).fill(1),
        forbiddenTokens: Int32Array.of(0),
      };
      const counts = new Map<number, number>();
      for (const [token] of await model.generate(prompts, options(draws, change))) {
        counts.set(token, (counts.get(token) ?? 0) + 1);
      }
      const logits = await lastLogits(model, [0, 5, 9]);
      const top = [...logits.keys()]
        .filter(token => ![0, 5, 9].includes(token))
        .sort((a, b) => logits[b] - logits[a])
        .slice(0, 3);
      const weights = top.map(token => Math.exp(logits[token] / 0.7));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      expect([...counts.keys()].sort()).toEqual([...top].sort());
      top.forEach((token, i) => {
        // Four standard deviations of a binomial share
        const p = weights[i] / total;
        expect(Math.abs((counts.get(token) ?? 0) / draws - p)).toBeLessThan(
          4 * Math.sqrt((p * (1 - p)) / draws),
        );
      });
    });

    test('without positions a prompt may be longer than the block, with them it may not', async () => {
      const long = Int32Array.from({length: 30}, (_, i) => i);
      const free = createTestModel(await engine(), SMALL, false);
      expect((await free.generate([long], options(1))).length).toBe(1);
      const bound = createTestModel(await engine(), {...SMALL, positions: true}, false);
      await expect(bound.generate([long], options(1))).rejects.toThrow('blockSize 24');
      const nearEnd = await bound.generate(
        [long.slice(0, 22)],
        options(1, {forbiddenTokens: Int32Array.of(0)}),
      );
      expect(nearEnd[0].length).toBe(3);
    });

    test('progress counts finished prompts', async () => {
      const model = createTestModel(await engine(), SMALL, false);
      const seen: number[] = [];
      const prompts = new Array<Int32Array>(100).fill(PROMPTS[1]);
      await model.generate(prompts, options(100, {onProgress: done => seen.push(done)}));
      expect(seen.length).toBeGreaterThan(1);
      expect(seen.at(-1)).toBe(100);
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    });
  });
}
