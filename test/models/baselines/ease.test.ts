// EASE against its definition: dense matrices in 64 bits, inverted by Gauss–Jordan elimination with pivoting.
import {describe, expect, test} from '@jest/globals';
import {loadEngine} from '../../../shared/engines/load.ts';
import {
  createEaseRanker,
  frequentGenes,
  rowsOfGenes,
  solveEase,
} from '../../../shared/models/baselines/ease.ts';
import {indexGenes} from '../../../shared/models/baselines/gene-index.ts';
import {popularityShares} from '../../../shared/models/baselines/popularity.ts';
import {rowsOf} from '../../../shared/stats/matrix-rows.ts';
import {topIndices} from '../../../shared/stats/score-order.ts';
import {shardOf} from '../gpt/shard.ts';
import {countTogether, randomSets} from './dense.ts';

const TOKENS = 42;
const sets = randomSets(120, 39, 8);
const index = indexGenes(shardOf(sets), TOKENS);
const together = countTogether(sets, TOKENS);
const LAMBDA = 7.5;
const prompt = Int32Array.of(1, 5, 20, 37);

function invertDense(matrix: number[][]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => +(i === j))]);
  for (let k = 0; k < n; k++) {
    const pivot = rows.findIndex(
      (row, i) =>
        i >= k && Math.abs(row[k]) === Math.max(...rows.slice(k).map(r => Math.abs(r[k]))),
    );
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    rows[k] = rows[k].map(value => value / rows[k][k]);
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i][k];
      rows[i] = rows[i].map((value, j) => value - factor * rows[k][j]);
    }
  }
  return rows.map(row => row.slice(n));
}

/** B of the genes by the formula. */
function weightsByDefinition(genes: number[], lambda: number): number[][] {
  const P = invertDense(genes.map(a => genes.map(b => together[a][b] + (a === b ? lambda : 0))));
  return P.map((row, i) => row.map((value, j) => (i === j ? 0 : -value / P[j][j])));
}

async function solve(limit: number, lambda = LAMBDA) {
  const {engine} = await loadEngine('auto');
  const genes = frequentGenes(index, limit);
  const gram = await engine.gramMatrix(rowsOfGenes(index, genes), genes.length);
  return {gram, genes, weights: await solveEase(gram, genes.length, lambda, engine)};
}

describe('EASE', () => {
  test('takes the genes of most sets, those of none never', () => {
    const byCount = Array.from({length: TOKENS - 1}, (_, i) => i + 1)
      .filter(gene => together[gene][gene] > 0)
      .sort((a, b) => together[b][b] - together[a][a] || a - b);
    expect([...frequentGenes(index, 12)]).toEqual(byCount.slice(0, 12));
    expect([...frequentGenes(index, 1000)]).toEqual(byCount);
  });

  test('counts the Gram matrix of those genes', async () => {
    const {gram, genes} = await solve(15);
    const expected = [...genes].flatMap(a => [...genes].map(b => together[a][b]));
    expect([...gram]).toEqual(expected);
  });

  test.each([15, 1000])(
    'solves for the weights of the formula, with at most %d genes',
    async limit => {
      const {genes, weights} = await solve(limit);
      const expected = weightsByDefinition([...genes], LAMBDA).flat();
      expect(weights).toHaveLength(expected.length);
      for (const [i, weight] of weights.entries()) expect(weight).toBeCloseTo(expected[i], 5);
    },
  );

  test('no gene predicts itself, and weights times their diagonal are symmetric', async () => {
    const {genes, weights} = await solve(30);
    const n = genes.length;
    // B(p, g)·P(g, g) = −P(p, g), and from P·(XᵀX + λI) = I: P(g, g) = 1 / (A(g, g) − Σ_p B(p, g)·A(p, g)).
    const A = (a: number, b: number) => together[genes[a]][genes[b]] + (a === b ? LAMBDA : 0);
    const diagonal = Array.from({length: n}, (_, g) => {
      let sum = A(g, g);
      for (let p = 0; p < n; p++) sum -= weights[p * n + g] * A(p, g);
      return 1 / sum;
    });
    for (let p = 0; p < n; p++) {
      expect(weights[p * n + p]).toBe(0);
      for (let g = 0; g < p; g++) {
        expect(weights[p * n + g] * diagonal[g]).toBeCloseTo(weights[g * n + p] * diagonal[p], 6);
      }
    }
  });

  test('is the best linear prediction: no other weight makes the penalised error smaller', async () => {
    const {genes, weights} = await solve(20);
    const n = genes.length;
    const X = sets.map(set => [...genes].map(gene => +set.includes(gene)));
    const loss = (g: number, column: number[]) =>
      X.reduce(
        (sum, row) => sum + (row[g] - row.reduce((s, x, p) => s + x * column[p], 0)) ** 2,
        LAMBDA * column.reduce((sum, w) => sum + w * w, 0),
      );
    for (const g of [0, 7, 19]) {
      const column = Array.from({length: n}, (_, p) => weights[p * n + g]);
      const best = loss(g, column);
      for (let p = 0; p < n; p++) {
        if (p === g) continue;
        for (const step of [-0.01, 0.01]) {
          expect(loss(g, column.with(p, column[p] + step))).toBeGreaterThan(best);
        }
      }
    }
  });

  test('adds the weights of the prompt, and ranks genes without weights last, by popularity', async () => {
    const {genes, weights} = await solve(15);
    const B = weightsByDefinition([...genes], LAMBDA);
    const ranker = createEaseRanker(
      {genes, weights: rowsOf(weights, genes.length)},
      popularityShares(index),
    );
    const [scores] = await ranker.rank([prompt]);
    const shown = [...prompt].map(gene => genes.indexOf(gene)).filter(place => place >= 0);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThan(prompt.length);
    for (const [place, gene] of genes.entries()) {
      if (prompt.includes(gene)) continue;
      const expected = shown.reduce((sum, p) => sum + B[p][place], 0);
      expect(scores[gene]).toBeCloseTo(expected, 5);
    }
    const order = [...topIndices(scores, TOKENS)];
    const rest = order.slice(-(TOKENS - 1 - prompt.length - genes.length + shown.length));
    const beyond = Array.from({length: TOKENS - 1}, (_, i) => i + 1)
      .filter(gene => !genes.includes(gene) && !prompt.includes(gene))
      .sort((a, b) => together[b][b] - together[a][a] || a - b);
    expect(rest).toEqual(beyond);
    expect([0, ...prompt].every(token => scores[token] === -Infinity)).toBe(true);
  });

  test('a prompt without weights leaves popularity', async () => {
    const {genes, weights} = await solve(5);
    const rare = Int32Array.of(41);
    const ranker = createEaseRanker(
      {genes, weights: rowsOf(weights, genes.length)},
      popularityShares(index),
    );
    const [scores] = await ranker.rank([rare]);
    const order = [...topIndices(scores, TOKENS)].map(gene => together[gene][gene]);
    expect(order).toEqual(order.toSorted((a, b) => b - a));
  });
});
