// EASE: the linear model that predicts each gene of a set from all others, in closed form (Steck 2019, "Embarrassingly
// Shallow Autoencoders for Sparse Data", WWW): B = argmin ‖X − X·B‖² + λ‖B‖² with a zero diagonal, for the binary
// sets × genes matrix X. With P = (XᵀX + λI)⁻¹ it is B(p, g) = −P(p, g) / P(g, g), and score(g) = Σ_p B(p, g).

import type {BinaryRows, MatrixEngine} from '../../engines/contract/matrix-engine.ts';
import type {MatrixRows} from '../../stats/matrix-rows.ts';
import {offsetsOf} from '../../stats/offsets-of.ts';
import {type GeneIndex, setsHolding} from './gene-index.ts';
import {excludePrompt, type GeneRanker, rankOneByOne} from './gene-ranker.ts';
import {TIE_BREAK} from './popularity.ts';

export interface EaseWeights {
  /** Tokens of the n genes the weights are about. Shape (n). */
  genes: Int32Array;
  /** B: at (p, g) what gene p of the prompt adds to gene g. Shape (n, n), zero diagonal. */
  weights: MatrixRows;
}

/** Ranks the n genes by their weights, and all others after them by `shares`, the popularity, shape (V). */
export function createEaseRanker({genes, weights}: EaseWeights, shares: Float64Array): GeneRanker {
  const n = genes.length;
  const places = new Int32Array(shares.length).fill(-1);
  for (let place = 0; place < n; place++) places[genes[place]] = place;
  const sums = new Float64Array(n);
  return rankOneByOne(prompt => {
    sums.fill(0);
    for (const token of prompt) if (places[token] >= 0) add(sums, weights.row(places[token]));
    // Below this lie the genes without weights: their shares are 1 at most.
    const beyond = lowestOf(sums) - 2;
    const scores = new Float64Array(shares.length);
    for (let token = 0; token < scores.length; token++) {
      const place = places[token];
      scores[token] = place < 0 ? beyond + shares[token] : sums[place] + TIE_BREAK * shares[token];
    }
    return excludePrompt(scores, prompt);
  });
}

function add(sums: Float64Array, row: Float32Array): void {
  for (let g = 0; g < sums.length; g++) sums[g] += row[g];
}

/** The lowest of the numbers and 0. */
function lowestOf(numbers: Float64Array): number {
  let lowest = 0;
  for (let i = 0; i < numbers.length; i++) lowest = Math.min(lowest, numbers[i]);
  return lowest;
}

/** The `limit` genes of most training sets, most first, equals by token; none without a set. */
export function frequentGenes(index: GeneIndex, limit: number): Int32Array {
  const held = Array.from({length: index.vocabSize}, (_, token) => token).filter(
    token => setsHolding(index, token) > 0,
  );
  held.sort((a, b) => setsHolding(index, b) - setsHolding(index, a) || a - b);
  return Int32Array.from(held.slice(0, limit));
}

/** X: the training sets as rows of places in `genes`, ascending; other genes are left out. */
export function rowsOfGenes(index: GeneIndex, genes: Int32Array): BinaryRows {
  const {setOffsets, sets, setCount} = index;
  const sizes = new Int32Array(setCount);
  for (const token of genes) {
    for (let i = setOffsets[token]; i < setOffsets[token + 1]; i++) sizes[sets[i]]++;
  }
  const offsets = offsetsOf(sizes);
  const next = offsets.slice(0, setCount);
  const members = new Int32Array(offsets[setCount]);
  for (let place = 0; place < genes.length; place++) {
    const end = setOffsets[genes[place] + 1];
    for (let i = setOffsets[genes[place]]; i < end; i++) members[next[sets[i]]++] = place;
  }
  return {offsets, members};
}

/** B for one λ from the Gram matrix XᵀX, shape (n, n), which is left as it is. One inverse on the engine. */
export async function solveEase(
  gram: Float32Array,
  n: number,
  lambda: number,
  engine: MatrixEngine,
): Promise<Float32Array> {
  const regularized = gram.slice();
  for (let i = 0; i < n; i++) regularized[i * n + i] += lambda;
  const matrix = await engine.invertPositiveDefinite(regularized, n);
  const factors = Float64Array.from({length: n}, (_, g) => -1 / matrix[g * n + g]);
  for (let p = 0; p < n; p++) {
    const from = p * n;
    for (let g = 0; g < n; g++) matrix[from + g] *= factors[g];
    matrix[from + p] = 0;
  }
  return matrix;
}
