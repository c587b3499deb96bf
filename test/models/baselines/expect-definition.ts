// A lookup against its definition worked out gene by gene on random sets.
import {expect} from '@jest/globals';
import {loadEngine} from '../../../shared/engines/load.ts';
import type {GeneRanker} from '../../../shared/models/baselines/gene-ranker.ts';
import {topIndices} from '../../../shared/stats/score-order.ts';
import {shardOf} from '../gpt/shard.ts';
import {candidatesOf, countTogether, orderOf, randomSets} from './dense.ts';

const GENES = 40;

/** Tokens 36..40 are in no set. */
export const TOKENS = GENES + 1;

export const sets = randomSets(60, 35, 3);

export const training = shardOf(sets);

export const together = countTogether(sets, TOKENS);

export const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

/** The last one holds a gene of no set. */
const prompts = [[1], [2, 9, 30], [4, 1, 12, 25, 33], [7, 38]].map(tokens =>
  Int32Array.from(tokens),
);

export async function expectDefinition(
  ranker: GeneRanker,
  scoreOf: (gene: number, prompt: number[]) => number,
): Promise<void> {
  const rows = await ranker.rank(prompts);
  expect(await ranker.rank(prompts)).toEqual(rows);
  for (const [i, prompt] of prompts.entries()) {
    const scores = rows[i];
    const candidates = candidatesOf(prompt, TOKENS, gene => scoreOf(gene, [...prompt]));
    for (const {gene, score} of candidates) expect(scores[gene]).toBeCloseTo(score, 10);
    expect([0, ...prompt].map(token => scores[token]).every(s => s === -Infinity)).toBe(true);
    const order = orderOf(candidates, gene => together[gene][gene]);
    expect([...topIndices(scores, TOKENS)]).toEqual(order);
  }
  ranker.dispose();
}

/** The engine that the lookups keep their sets in. */
export const {engine} = await loadEngine('auto');

/** One prompt's scores. */
export async function scoresOf(ranker: GeneRanker, prompt: Int32Array): Promise<Float64Array> {
  return (await ranker.rank([prompt]))[0];
}
