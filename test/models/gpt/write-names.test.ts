import {describe, expect, test} from '@jest/globals';
import type {NameRules} from '../../../shared/models/gpt/name-rules.ts';
import {drawGenes, type NameWriter, writeNames} from '../../../shared/models/gpt/write-names.ts';
import {createRandom} from '../../../shared/stats/random.ts';

// Tokens: 0 ends sets, 1–3 are genes, 4 opens and closes a name, 5–8 are words.
const [GENES, TOKENS] = [4, 9];
const WORDS = [5, 6, 7, 8];
const free: NameRules = {
  mayEnd: new Uint8Array(TOKENS).fill(1),
  mayRepeat: new Uint8Array(TOKENS),
};

/** ln P of the next token, a fixed random function of the whole prompt. */
function scoreOf(prompt: ArrayLike<number>): number[] {
  const random = createRandom(7, ...Array.from(prompt));
  const logits = Array.from({length: TOKENS}, () => 3 * random.next());
  const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
  return logits.map(logit => logit - total);
}

function writer(rules: NameRules = free): NameWriter & {rows: number[]} {
  const rows: number[] = [];
  const model = {
    config: {vocabSize: TOKENS} as NameWriter['model']['config'],
    scoreNext: async (prompts: Int32Array[]) => {
      rows.push(prompts.length);
      return Float32Array.from(prompts.flatMap(scoreOf));
    },
  };
  return {model, geneTokens: GENES, rules, rows};
}

/** All names of up to `most` words, by trying every one. */
function enumerate(genes: number[], most: number, {mayEnd, mayRepeat}: NameRules) {
  const names: {words: number[]; logProbability: number}[] = [];
  const extend = (words: number[], logProbability: number) => {
    const row = scoreOf([0, ...genes, GENES, ...words]);
    const sum = [GENES, ...WORDS].reduce((all, token) => all + Math.exp(row[token]), 0);
    const after = (token: number) => logProbability + row[token] - Math.log(sum);
    if (words.length > 0 && mayEnd[words.at(-1)!]) {
      names.push({words, logProbability: after(GENES)});
    }
    if (words.length === most) return;
    for (const word of WORDS) {
      const times = words.filter(own => own === word).length;
      if (times < 1 + mayRepeat[word]) extend([...words, word], after(word));
    }
  };
  extend([], 0);
  return names;
}

describe('writing names', () => {
  const lists = [Int32Array.of(1, 2), Int32Array.of(3), Int32Array.of(2, 3, 1)];

  test.each([0, 0.7, 1])('finds what trying every name finds, at length power %d', async power => {
    const rules = {mayEnd: free.mayEnd.slice(), mayRepeat: free.mayRepeat.slice()};
    rules.mayEnd[6] = 0;
    rules.mayRepeat[5] = 1;
    // As many beams as there are beginnings: nothing is cut off.
    const options = {beams: 500, lengthPower: power, maxWords: 4};
    const written = await writeNames(writer(rules), lists, options);
    for (const [i, genes] of lists.entries()) {
      const score = ({words, logProbability}: {words: number[]; logProbability: number}) =>
        logProbability / (words.length + 1) ** power;
      const all = enumerate([...genes], 4, rules).sort((a, b) => score(b) - score(a));
      expect(written[i]).toHaveLength(all.length);
      expect(written[i].slice(0, 20).map(({words}) => words)).toEqual(
        all.slice(0, 20).map(({words}) => words),
      );
      written[i].forEach(({probability}, place) => {
        expect(probability).toBeCloseTo(Math.exp(all[place].logProbability), 6);
      });
    }
  });

  test('the probabilities of all names and of what never ends sum to one', async () => {
    const anyTimes = {...free, mayRepeat: free.mayRepeat.slice()};
    const [names] = await writeNames(writer(anyTimes), lists.slice(0, 1), {
      ...{beams: 500, lengthPower: 0, maxWords: 4},
    });
    const sum = names.reduce((total, {probability}) => total + probability, 0);
    expect(sum).toBeGreaterThan(0.3);
    expect(sum).toBeLessThan(1);
  });

  test('few beams find names no better than the best, and stop when none is likely to be', async () => {
    const [own, few] = [writer(), writer()];
    const best = await writeNames(own, lists, {beams: 500, lengthPower: 0, maxWords: 4});
    const found = await writeNames(few, lists, {beams: 3, lengthPower: 0, maxWords: 4});
    for (const [i, names] of found.entries()) {
      expect(names).toHaveLength(3);
      expect(names[0].probability).toBeLessThanOrEqual(best[i][0].probability + 1e-9);
      expect(new Set(names.map(({words}) => words.join())).size).toBe(3);
    }
    expect(few.rows.reduce((a, b) => a + b, 0)).toBeLessThan(3 * 3 * 4);
    expect(few.rows[0]).toBe(3);
  });

  test('a list has the same names among many, whose places it takes as they end', async () => {
    const many = Array.from({length: 50}, (_, i) =>
      Int32Array.of(1 + (i % 3), ...(i % 2 ? [0] : [])),
    );
    const options = {beams: 3, lengthPower: 1, maxWords: 4};
    const [own, done] = [writer(), [] as number[]];
    const names = await writeNames(own, many, options, count => done.push(count));
    for (const [i, list] of many.entries()) {
      expect([names[i]]).toEqual(await writeNames(writer(), [list], options));
    }
    expect(Math.max(...own.rows)).toBeLessThanOrEqual(64);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBe(50);
  });

  test('a name that may not end anywhere is no name', async () => {
    const rules = {...free, mayEnd: new Uint8Array(TOKENS)};
    expect(await writeNames(writer(rules), lists, {beams: 3, lengthPower: 0, maxWords: 3})).toEqual(
      [[], [], []],
    );
  });

  test('long lists are drawn from, whatever order they come in', () => {
    const genes = Int32Array.from({length: 100}, (_, i) => i + 1);
    const drawn = drawGenes(genes, 1, 5);
    expect(new Set(drawn).size).toBe(32);
    expect(drawGenes(genes.toReversed(), 1, 5)).toEqual(drawn);
    expect(drawGenes(genes, 1, 6)).not.toEqual(drawn);
    expect(Array.from(drawGenes(Int32Array.of(3, 1), 1, 5)).sort()).toEqual([1, 3]);
  });
});
