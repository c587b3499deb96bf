import {describe, expect, test} from '@jest/globals';
import {loadEngine} from '../../../shared/engines/load.ts';
import {
  addWordEmbeddings,
  initialEmbeddings,
} from '../../../shared/models/gpt/initial-embeddings.ts';
import {shardOf} from './shard.ts';

// Two communities of genes, 1–4 and 5–8; gene 4 is the most popular, gene 9 occurs in no set.
const sets = [
  [1, 2, 3, 4],
  [1, 2, 4],
  [2, 3, 4],
  [1, 3, 4],
  [5, 6, 7, 8],
  [5, 6, 7],
  [6, 7, 8],
  [5, 8, 4],
  [1, 2, 3],
  [5, 6, 8],
  [1, 4],
  [6, 8],
  [2, 4],
  [5, 7],
];
const V = 24;
const C = 4;

const {engine} = await loadEngine('auto');
const {tokenEmbedding, finalBias} = await initialEmbeddings(
  shardOf(sets),
  {engine},
  {vocabSize: V, nEmbd: C, scale: 0.1, seed: 1},
);

describe('initialEmbeddings', () => {
  const row = (g: number) => Array.from(tokenEmbedding.subarray(g * C, (g + 1) * C));
  const cosine = (a: number[], b: number[]) => {
    const dot = (x: number[], y: number[]) => x.reduce((sum, v, i) => sum + v * y[i], 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };

  test('the final bias times the embedding orders genes by log popularity', () => {
    const logit = (g: number) => row(g).reduce((sum, v, i) => sum + v * finalBias[i], 0);
    const count = (g: number) => sets.filter(set => set.includes(g)).length;
    expect(logit(4) - logit(1)).toBeCloseTo(Math.log(count(4) + 0.5) - Math.log(count(1) + 0.5), 4);
    expect(logit(1)).toBeGreaterThan(logit(9));
  });

  test('genes that share sets are closer than genes that do not', () => {
    const [one, two, five, six] = [1, 2, 5, 6].map(g => row(g).slice(1));
    expect(cosine(one, two)).toBeGreaterThan(cosine(one, five));
    expect(cosine(five, six)).toBeGreaterThan(cosine(two, six));
  });

  test('the vectors have the scale asked for', () => {
    let squares = 0;
    for (let g = 0; g < V; g++) for (const v of row(g).slice(1)) squares += v * v;
    expect(Math.sqrt(squares / (V * (C - 1)))).toBeCloseTo(0.1, 3);
  });

  test('words start where the genes of what they name are, at the same scale', () => {
    // Words 25 and 26 name sets of one community each; 24 opens names, 27 names gene 1 alone.
    const names = sets.map(set => (set.includes(1) ? [25] : set.includes(5) ? [26] : []));
    const offsets = Int32Array.from(
      [0, ...names.keys()].map((_, i) => names.slice(0, i).flat().length),
    );
    const training = {...shardOf(sets), names: {offsets, tokens: Uint32Array.from(names.flat())}};
    const geneNames = Array.from({length: V}, (_, gene) => (gene === 1 ? [27] : []));
    const naming = {nameToken: 24, endToken: 0, geneNames};
    const all = addWordEmbeddings(
      tokenEmbedding,
      {training, naming},
      {tokens: 28, nEmbd: C, scale: 0.1},
    );
    expect(all.subarray(0, V * C)).toEqual(tokenEmbedding);
    const vector = (token: number) => Array.from(all.subarray(token * C + 1, (token + 1) * C));
    expect(cosine(vector(25), vector(2))).toBeGreaterThan(cosine(vector(25), vector(6)));
    expect(cosine(vector(26), vector(6))).toBeGreaterThan(cosine(vector(26), vector(2)));
    expect(cosine(vector(27), vector(1))).toBeCloseTo(1, 5);
    expect(Math.sqrt(vector(25).reduce((sum, v) => sum + v * v, 0) / (C - 1))).toBeCloseTo(0.1, 5);
    expect(vector(24)).toEqual([0, 0, 0]);
  });

  test('of many memberships it samples sets by the seed; popularity still counts them all', async () => {
    const many = Array.from({length: 40}, () => sets).flat();
    const start = async (seed: number, mostMemberships = 4e6) => {
      const options = {vocabSize: V, nEmbd: C, scale: 0.1, seed, mostMemberships};
      return (await initialEmbeddings(shardOf(many), {engine}, options)).tokenEmbedding;
    };
    const whole = await start(1);
    const sampled = await start(1, 300);
    expect(sampled).toEqual(await start(1, 300));
    expect(sampled).not.toEqual(await start(2, 300));
    expect(sampled).not.toEqual(whole);
    const popularity = (embedding: Float32Array) => embedding.filter((_, i) => i % C === 0);
    expect(popularity(sampled)).toEqual(popularity(whole));
    const [one, two, five] = [1, 2, 5].map(g => [...sampled.subarray(g * C + 1, (g + 1) * C)]);
    expect(cosine(one, two)).toBeGreaterThan(cosine(one, five));
  });
});
