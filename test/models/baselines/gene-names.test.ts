import {describe, expect, test} from '@jest/globals';
import {createGeneNames, genesByWord} from '../../../shared/models/baselines/gene-names.ts';
import {engine, scoresOf, sum} from './expect-definition.ts';

const symbols = ['<end>', 'PSMA1', 'PSMB2', 'KRT5', 'KRT14', 'TP53', 'LONE'];
const names = [
  ...['', 'proteasome 20S subunit alpha 1', 'proteasome 20S subunit beta 2'],
  ...['keratin 5', 'keratin 14', 'tumor protein p53', ''],
];
const shares = Float64Array.of(1, 0.5, 0.4, 0.3, 0.2, 0.6, 0.1);

describe('gene names', () => {
  test('lists the genes of each word, and of what symbols begin with', () => {
    const {offsets, tokens} = genesByWord(symbols, names);
    const rows = Array.from(offsets.subarray(1), (end, row) => [
      ...tokens.slice(offsets[row], end),
    ]);
    // Words: proteasome, 20s, subunit, alpha, 1, PSMA…, PSM…, beta, 2, PSMB…, keratin, 5, KRT…, 14, and three times more.
    expect(rows.filter(row => row.length > 1)).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
      [1, 2],
      [3, 4],
      [3, 4],
    ]);
    expect(rows.every(row => !row.includes(0))).toBe(true);
  });

  test('adds the cosines of names, words of few genes first', async () => {
    const words = genesByWord(symbols, names);
    const rows = Array.from(words.offsets.subarray(1), (end, row) => [
      ...words.tokens.slice(words.offsets[row], end),
    ]);
    const vector = (gene: number) =>
      rows.map(row => (row.includes(gene) ? Math.log((1 + symbols.length) / row.length) : 0));
    const dot = (a: number[], b: number[]) => sum(a.map((value, i) => value * b[i]));
    const cosine = (a: number, b: number) =>
      dot(vector(a), vector(b)) / Math.sqrt(dot(vector(a), vector(a)) * dot(vector(b), vector(b)));
    const ranker = await createGeneNames(words, shares, engine);
    const prompt = [1, 3];
    const scores = await scoresOf(ranker, Int32Array.from(prompt));
    const expected = [2, 4].map(gene => sum(prompt.map(p => cosine(p, gene))));
    // Up to a factor of the whole prompt, which changes no order and no share.
    expect(scores[2] / scores[4]).toBeCloseTo(expected[0] / expected[1], 9);
    expect(scores[2]).toBeGreaterThan(0.01);
  });

  test('lets genes without a word of the prompt follow by popularity', async () => {
    const ranker = await createGeneNames(genesByWord(symbols, names), shares, engine);
    const scores = await scoresOf(ranker, Int32Array.of(3));
    const order = [4, 5, 1, 2, 6];
    expect(
      [...scores.keys()]
        .slice(1)
        .filter(gene => gene !== 3)
        .sort((a, b) => scores[b] - scores[a]),
    ).toEqual(order);
    ranker.dispose();
  });
});
