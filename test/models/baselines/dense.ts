// The baselines by their definitions on dense arrays, to hold the fast ones to.
import {createRandom} from '../../../shared/stats/random.ts';

/** `count` random sets of 2–11 of the tokens 1..genes, low tokens far more often than high ones. */
export function randomSets(count: number, genes: number, seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({length: count}, () => {
    const size = 2 + random.int(10);
    const set = new Set<number>();
    while (set.size < size) set.add(1 + Math.floor(genes * random.next() ** 2));
    return random.shuffle([...set]);
  });
}

/** C(a, b): how many sets hold both; C(a, a): how many hold a. Shape (tokens, tokens). */
export function countTogether(sets: number[][], tokens: number): number[][] {
  return Array.from({length: tokens}, (_, a) =>
    Array.from(
      {length: tokens},
      (_, b) => sets.filter(set => set.includes(a) && set.includes(b)).length,
    ),
  );
}

/** Genes that may be named after the prompt, and their scores by `scoreOf`. */
export function candidatesOf(
  prompt: Int32Array,
  tokens: number,
  scoreOf: (gene: number) => number,
): {gene: number; score: number}[] {
  return Array.from({length: tokens - 1}, (_, i) => i + 1)
    .filter(gene => !prompt.includes(gene))
    .map(gene => ({gene, score: scoreOf(gene)}));
}

/** Genes by score, then by popularity, then by token; scores closer than rounding count as equal. */
export function orderOf(
  candidates: {gene: number; score: number}[],
  popularity: (gene: number) => number,
): number[] {
  const equal = (a: number, b: number) => Math.abs(a - b) <= 1e-11 * Math.max(a, b);
  return candidates
    .toSorted(
      (a, b) =>
        (equal(a.score, b.score) ? 0 : b.score - a.score) ||
        popularity(b.gene) - popularity(a.gene) ||
        a.gene - b.gene,
    )
    .map(({gene}) => gene);
}
