import {describe, expect, test} from '@jest/globals';
import {indexGenes} from '../../../shared/models/baselines/gene-index.ts';
import {createPromptSimilarity} from '../../../shared/models/baselines/prompt-similarity.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {shardOf} from '../gpt/shard.ts';

const V = 30;

function randomSets(count: number, seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({length: count}, () => {
    const genes = random.shuffle(Array.from({length: V - 1}, (_, i) => i + 1));
    return genes.slice(0, 2 + random.int(8));
  });
}

/** The highest cosine of dense idf vectors. */
function bruteForce(sets: number[][], prompt: number[]): number {
  const holding = (gene: number) => sets.filter(set => set.includes(gene)).length;
  const vector = (genes: number[]) =>
    Array.from({length: V}, (_, gene) =>
      genes.includes(gene) ? Math.log(sets.length / Math.max(1, holding(gene))) : 0,
    );
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const query = vector(prompt);
  const cosines = sets.map(set => {
    const other = vector(set);
    return dot(query, other) / Math.sqrt(dot(query, query) * dot(other, other)) || 0;
  });
  return Math.max(...cosines);
}

describe('prompt similarity', () => {
  test('is the highest idf-weighted cosine to any training set', () => {
    const sets = randomSets(25, 1);
    const similarityOf = createPromptSimilarity(indexGenes(shardOf(sets), V));
    for (const prompt of randomSets(20, 2)) {
      expect(similarityOf(Int32Array.from(prompt))).toBeCloseTo(bruteForce(sets, prompt), 10);
    }
  });

  test('is 1 for a known set and 0 where no set shares a gene', () => {
    const similarityOf = createPromptSimilarity(indexGenes(shardOf([[1, 2], [3]]), 6));
    expect(similarityOf(Int32Array.of(2, 1))).toBeCloseTo(1, 12);
    expect(similarityOf(Int32Array.of(4, 5))).toBe(0);
  });
});
