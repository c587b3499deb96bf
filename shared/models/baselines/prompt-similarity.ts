// How near a prompt is to what is known: the highest cosine to any training set, genes weighted by inverse set frequency.
import {type GeneIndex, squaredIdf, squaredSetNorms} from './gene-index.ts';

/**
 * A function from a prompt of distinct tokens to max over training sets of the idf-weighted cosine, 0..1; 0 where no
 * set shares a gene. Keeps one sum for each training set between calls.
 */
export function createPromptSimilarity(index: GeneIndex): (prompt: Int32Array) => number {
  const weights = squaredIdf(index);
  const norms = squaredSetNorms(index, weights);
  const dots = new Float64Array(index.setCount);
  return prompt => {
    const promptNorm = prompt.reduce((sum, token) => sum + weights[token], 0);
    const touched = addShared(index, prompt, weights, dots);
    let highest = 0;
    for (const set of touched) {
      highest = Math.max(highest, dots[set] ** 2 / norms[set]);
      dots[set] = 0;
    }
    return promptNorm > 0 ? Math.min(1, Math.sqrt(highest / promptNorm)) : 0;
  };
}

/** Adds the weight of every gene shared with the prompt to its sets' sums; returns the sets touched. */
export function addShared(
  {setOffsets, sets}: GeneIndex,
  prompt: Int32Array,
  weights: Float64Array,
  dots: Float64Array,
): number[] {
  const touched: number[] = [];
  for (const token of prompt) {
    if (weights[token] === 0) continue;
    for (let i = setOffsets[token]; i < setOffsets[token + 1]; i++) {
      if (dots[sets[i]] === 0) touched.push(sets[i]);
      dots[sets[i]] += weights[token];
    }
  }
  return touched;
}
