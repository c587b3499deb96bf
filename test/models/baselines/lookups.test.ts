// Every lookup against its definition worked out gene by gene on random sets.
import {describe, expect, test} from '@jest/globals';
import {createCoOccurrence} from '../../../shared/models/baselines/co-occurrence.ts';
import type {GeneRanker} from '../../../shared/models/baselines/gene-ranker.ts';
import {createItemItem} from '../../../shared/models/baselines/item-item.ts';
import {createNearestSets} from '../../../shared/models/baselines/nearest-sets.ts';
import {topIndices} from '../../../shared/stats/score-order.ts';
import {shardOf} from '../gpt/shard.ts';
import {candidatesOf, countTogether, orderOf, randomSets} from './dense.ts';

const GENES = 40;
/** Tokens 36..40 are in no set. */
const TOKENS = GENES + 1;
const sets = randomSets(60, 35, 3);
const training = shardOf(sets);
const together = countTogether(sets, TOKENS);
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
/** The last one holds a gene of no set. */
const prompts = [[1], [2, 9, 30], [4, 1, 12, 25, 33], [7, 38]].map(tokens =>
  Int32Array.from(tokens),
);

function expectDefinition(
  ranker: GeneRanker,
  scoreOf: (gene: number, prompt: number[]) => number,
): void {
  for (const prompt of prompts) {
    const scores = ranker.rank(prompt);
    const candidates = candidatesOf(prompt, TOKENS, gene => scoreOf(gene, [...prompt]));
    for (const {gene, score} of candidates) expect(scores[gene]).toBeCloseTo(score, 10);
    expect([0, ...prompt].map(token => scores[token]).every(s => s === -Infinity)).toBe(true);
    const order = orderOf(candidates, gene => together[gene][gene]);
    expect([...topIndices(scores, TOKENS)]).toEqual(order);
    expect(ranker.rank(prompt)).toEqual(scores);
  }
}

describe('co-occurrence', () => {
  test.each([0, 1, 2.5])('adds the conditional probabilities, smoothed by %d sets', smoothing => {
    expectDefinition(createCoOccurrence(training, TOKENS, {smoothing}), (gene, prompt) =>
      sum(
        prompt.map(p => {
          const sets = together[p][p] + smoothing;
          const share = together[gene][gene] / training.setIds.length;
          return sets && (together[p][gene] + smoothing * share) / sets;
        }),
      ),
    );
  });

  test('without smoothing the probabilities are frequencies: 1 for a gene always beside the prompt', () => {
    const ranker = createCoOccurrence(shardOf([[1, 2], [1, 2, 3], [3]]), 4, {smoothing: 0});
    const scores = ranker.rank(Int32Array.of(1));
    expect(scores[2]).toBeCloseTo(1, 10);
    expect(scores[3]).toBeCloseTo(1 / 2, 10);
  });
});

describe('item–item', () => {
  test('adds the cosines between the set vectors of genes', () => {
    const column = (gene: number) => sets.map(set => Number(set.includes(gene)));
    const dot = (a: number[], b: number[]) => sum(a.map((value, i) => value * b[i]));
    expectDefinition(createItemItem(training, TOKENS), (gene, prompt) =>
      sum(
        prompt.map(p => {
          const [a, b] = [column(p), column(gene)];
          return dot(a, b) && dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
        }),
      ),
    );
  });
});

describe('nearest sets', () => {
  const weightOf = (idf: boolean, gene: number) =>
    idf ? Math.log(sets.length / Math.max(1, together[gene][gene])) ** 2 : 1;
  const norm = (idf: boolean, genes: number[]) =>
    Math.sqrt(sum(genes.map(gene => weightOf(idf, gene))));

  for (const idf of [false, true]) {
    test.each([1, 2, 2.5, 3, 4, 6])(`adds cosines to the power %d, idf ${idf}`, power => {
      expectDefinition(createNearestSets(training, TOKENS, {power, idf}), (gene, prompt) =>
        sum(
          sets
            .filter(set => set.includes(gene))
            .map(set => {
              const shared = prompt.filter(token => set.includes(token));
              const dot = sum(shared.map(token => weightOf(idf, token)));
              return (dot / (norm(idf, prompt) * norm(idf, set))) ** power;
            }),
        ),
      );
    });
  }
});
