// Requirements on kept sets: votes as their definition has them, for random sets, rules and prompts; bad input is named.
import {describe, expect, test} from '@jest/globals';
import type {Engine} from '../../../shared/engines/contract/engine.ts';
import type {KeptSets, VoteRule} from '../../../shared/engines/contract/kept-sets.ts';
import {toShard} from '../../../shared/genes/tokens/token-shard.ts';
import {createRandom, type Random} from '../../../shared/stats/random.ts';

/** Sets of 0 to 30 distinct tokens, some tokens in many of them; enough sets for two blocks of the core now and then. */
function randomSets(random: Random, V: number): number[][] {
  const count = random.int(10) === 0 ? 2000 + random.int(200) : random.int(60);
  return Array.from({length: count}, () => randomTokens(random, V, 31));
}

function randomTokens(random: Random, V: number, most: number): number[] {
  const tokens = Array.from({length: random.int(most)}, () => Math.floor(V * random.next() ** 3));
  return [...new Set(tokens)];
}

function randomRule(random: Random, sets: readonly number[][], V: number): VoteRule {
  const weights = Float64Array.from({length: V}, () => Math.max(0, random.next() - 0.1));
  if (random.int(3) === 0) return {weights};
  const powers = [1, 2, 3, 4, 6, 12, 0.3, 2.5, 0.1 + 4 * random.next()];
  const norms = Float64Array.from(sets, set => sum(set.map(token => weights[token])));
  return {weights, cosine: {norms, power: powers[random.int(powers.length)]}};
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

/** Votes from the definition, set by set. */
function votesOf(
  prompt: readonly number[],
  sets: readonly number[][],
  {weights, cosine}: VoteRule,
) {
  const total = (tokens: readonly number[]) => sum(tokens.map(token => weights[token]));
  return sets.map((set, i) => {
    const shared = total(prompt.filter(token => set.includes(token)));
    if (!cosine || shared === 0) return shared;
    return (shared / Math.sqrt(total(prompt) * cosine.norms[i])) ** cosine.power;
  });
}

/** Random sets, a rule and up to 21 prompts: whole groups of eight and every rest. */
function randomCase(seed: number) {
  const random = createRandom(seed);
  const V = [2, 50, 50, 700, 700, 700, 66_000][random.int(7)];
  const sets = randomSets(random, V);
  const prompts = Array.from({length: random.int(22)}, () => randomTokens(random, V, 12));
  return {V, sets, prompts, rule: randomRule(random, sets, V)};
}

const CASES = 24;

/** All rows of all random cases one after the other: what must not depend on threads or instruction sets. */
export async function castAll(engine: Engine): Promise<Buffer> {
  const rows: Buffer[] = [];
  for (let seed = 1; seed <= CASES; seed++) {
    const {V, sets, prompts, rule} = randomCase(seed);
    const kept = await engine.keepSets(toShard(sets, V), V);
    for (const row of await kept.castVotes(prompts.map(toTokens), rule)) {
      rows.push(Buffer.from(bytesOf(row)));
    }
    kept.dispose();
  }
  return Buffer.concat(rows);
}

const toTokens = (prompt: readonly number[]) => Int32Array.from(prompt);

function expectDefinition(
  row: Float64Array,
  prompt: readonly number[],
  {sets, rule}: ReturnType<typeof randomCase>,
): void {
  const expected = new Float64Array(row.length);
  const votes = votesOf(prompt, sets, rule);
  for (const [i, set] of sets.entries()) for (const token of set) expected[token] += votes[i];
  const far = row.findIndex((score, t) => !(Math.abs(score - expected[t]) <= 1e-12 * expected[t]));
  expect({token: far, score: row[far]}).toEqual({token: -1, score: undefined});
}

export function describeKeptSets(load: () => Promise<Engine>): void {
  const small = {offsets: Int32Array.of(0, 2, 2, 5), tokens: Uint16Array.of(1, 2, 2, 3, 4)};
  const weights = () => new Float64Array(5).fill(1);
  const withSets = async (run: (kept: KeptSets) => Promise<void>) => {
    const kept = await (await load()).keepSets(small, 5);
    await run(kept);
    kept.dispose();
  };

  describe('kept sets', () => {
    test('cast the votes of the definition, for each prompt the same whatever stands beside it', async () => {
      const engine = await load();
      for (let seed = 1; seed <= CASES; seed++) {
        const drawn = randomCase(seed);
        const kept = await engine.keepSets(toShard(drawn.sets, drawn.V), drawn.V);
        const rows = await kept.castVotes(drawn.prompts.map(toTokens), drawn.rule);
        expect(rows).toHaveLength(drawn.prompts.length);
        for (const [i, prompt] of drawn.prompts.entries()) expectDefinition(rows[i], prompt, drawn);
        if (rows.length > 0) {
          const last = toTokens(drawn.prompts[rows.length - 1]);
          const [alone] = await kept.castVotes([last], drawn.rule);
          expect(Buffer.compare(bytesOf(alone), bytesOf(rows[rows.length - 1]))).toBe(0);
        }
        kept.dispose();
      }
    });

    test('answer after disposal only what was asked before', async () => {
      const kept = await (await load()).keepSets(small, 5);
      const asked = kept.castVotes([Int32Array.of(2)], {weights: weights()});
      kept.dispose();
      expect([...(await asked)[0]]).toEqual([0, 1, 2, 1, 1]);
    });

    test('refuse sets, prompts and rules that do not fit', async () => {
      const engine = await load();
      await expect(engine.keepSets(small, 4)).rejects.toThrow('token 4: expected 0 … 3');
      const descending = {...small, offsets: Int32Array.of(0, 3, 2, 5)};
      await expect(engine.keepSets(descending, 5)).rejects.toThrow('offsets[2] is 2 after 3');
      await withSets(async kept => {
        const cast = (prompt: number[], rule: VoteRule) => kept.castVotes([toTokens(prompt)], rule);
        await expect(cast([5], {weights: weights()})).rejects.toThrow('prompt 0 has 5 at 0');
        const short = weights().subarray(1);
        await expect(cast([1], {weights: short})).rejects.toThrow('weights has 4 entries');
        const odd = weights().fill(-1, 2, 3);
        await expect(cast([1], {weights: odd})).rejects.toThrow('weights[2] is -1');
        const cosine = {norms: new Float64Array(3), power: Number.NaN};
        await expect(cast([1], {weights: weights(), cosine})).rejects.toThrow('power is NaN');
      });
    });
  });
}

function bytesOf(row: Float64Array): Buffer {
  return Buffer.from(row.buffer, row.byteOffset, row.byteLength);
}
