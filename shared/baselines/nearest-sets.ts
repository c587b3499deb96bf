// Nearest sets: every training set votes for its genes with the power of its cosine similarity to the prompt,
// score(g) = Σ_sets cos(prompt, set)^power · [g ∈ set]. A k-nearest-neighbour lookup without a cut-off, and the
// baseline that a gene language model must beat.
import type {TokenShard} from '../gpt/token-shard.ts';
import {type GeneIndex, indexGenes, setsHolding} from './gene-index.ts';
import {excludePrompt, type GeneRanker} from './gene-ranker.ts';
import {popularityShares} from './popularity.ts';

export interface NearestSetsOptions {
  /** Exponent of the cosine: higher listens to the most similar sets only. */
  power: number;
  /** Weight gene g in the cosine by its inverse set frequency ln(S / sets with g), so that rare genes count more. */
  idf: boolean;
}

/** Equal votes (genes of the same training sets) are parted by popularity: far above the rounding of the sums. */
const TIE_BREAK = 1e-12;
/** Genes without a vote follow by popularity: far below the weakest vote, cos^power of sets of 10^5 genes. */
const UNVOTED = 1e-100;

/** A ranker over training sets of a vocabulary of V tokens. */
export function createNearestSets(
  training: TokenShard,
  vocabSize: number,
  options: NearestSetsOptions,
): GeneRanker {
  return createNearestSetsRanker(indexGenes(training, vocabSize), options);
}

/** The same over training sets already indexed, so that several rankers share an index; it holds S + V numbers beside the index. */
export function createNearestSetsRanker(index: GeneIndex, options: NearestSetsOptions): GeneRanker {
  const weights = squaredGeneWeights(index, options.idf);
  const norms = setNorms(index, weights);
  const popularity = popularityShares(index);
  const dots = new Float64Array(index.setCount);
  return {
    rank(prompt) {
      const scores = new Float64Array(index.vocabSize);
      const promptNorm = Math.sqrt(prompt.reduce((sum, token) => sum + weights[token], 0));
      for (const set of addDotProducts(index, prompt, weights, dots)) {
        const cosine = dots[set] / (promptNorm * norms[set]);
        dots[set] = 0;
        if (cosine > 0) castVotes(index, set, cosine ** options.power, scores);
      }
      for (let token = 0; token < scores.length; token++) {
        scores[token] *= 1 + TIE_BREAK * popularity[token];
        scores[token] += UNVOTED * popularity[token];
      }
      return excludePrompt(scores, prompt);
    },
  };
}

/** Adds up the prompt's shared weight with every training set in `dots`; returns the sets it touched. */
function addDotProducts(
  {setOffsets, sets}: GeneIndex,
  prompt: Int32Array,
  weights: Float64Array,
  dots: Float64Array,
): number[] {
  const touched: number[] = [];
  for (const token of prompt) {
    const weight = weights[token];
    // Without weight (a gene of every set) a set would be touched again and again.
    if (weight === 0) continue;
    for (let i = setOffsets[token]; i < setOffsets[token + 1]; i++) {
      if (dots[sets[i]] === 0) touched.push(sets[i]);
      dots[sets[i]] += weight;
    }
  }
  return touched;
}

function castVotes({training}: GeneIndex, set: number, vote: number, scores: Float64Array): void {
  const {tokens, offsets} = training;
  for (let i = offsets[set]; i < offsets[set + 1]; i++) scores[tokens[i]] += vote;
}

/** What a gene shared by prompt and set adds to their dot product. Shape (V). */
function squaredGeneWeights(index: GeneIndex, idf: boolean): Float64Array {
  const weights = new Float64Array(index.vocabSize).fill(1);
  if (!idf) return weights;
  // A gene that no training set holds weighs as much as one that a single set holds.
  return weights.map(
    (_, token) => Math.log(index.setCount / Math.max(1, setsHolding(index, token))) ** 2,
  );
}

/** Euclidean length of every training set's weight vector. Shape (S). */
function setNorms({training, setCount}: GeneIndex, weights: Float64Array): Float64Array {
  const {tokens, offsets} = training;
  return Float64Array.from({length: setCount}, (_, set) => {
    let sum = 0;
    for (let i = offsets[set]; i < offsets[set + 1]; i++) sum += weights[tokens[i]];
    return Math.sqrt(sum);
  });
}
