// Starts the token embedding from what the training sets say at a glance: which genes share sets (a truncated
// SVD of the set × gene matrix) and how popular each is. The network then learns what these cannot express.

import type {WeightedRows} from '../../engines/contract/matrix-engine.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import type {RightSingularVectors} from '../../stats/decompositions/truncated-svd.ts';
import {createRandom} from '../../stats/random.ts';
import {type Decomposer, leadingDirections} from '../training/leading-directions.ts';
import type {Naming} from './name-documents.ts';

interface InitialEmbeddings {
  /** Token embedding, row-major. Shape (V, C). */
  tokenEmbedding: Float32Array;
  /** Bias of the last layer norm, which turns column 0 of the embedding into log popularity. Shape (C). */
  finalBias: Float32Array;
}

interface InitialEmbeddingOptions {
  vocabSize: number;
  /** C, width of the embedding. */
  nEmbd: number;
  /** Root mean square of the SVD columns; GPT-2 starts its embedding at 0.02. */
  scale: number;
  seed: number;
  mostMemberships?: number;
}

/** Memberships that the SVD looks at: it is but a start. */
const MOST_MEMBERSHIPS = 4e6;
/** Stream of the random numbers that choose the sets it sees. */
const SAMPLE_STREAM = 0x5a3;

/** Column 0 carries log popularity divided by this, so its entries are of the other columns' size. */
const POPULARITY_SHRINK = 100;

/**
 * Column 0 is the centred log number of training sets of each gene, columns 1.. the leading right singular
 * vectors of the set × gene matrix, sets and genes scaled by the inverse root of their sizes. Of more memberships than
 * `mostMemberships` (4 million unless given) the vectors come from a random sample of sets, drawn by `seed`.
 */
export async function initialEmbeddings(
  training: TokenShard,
  decomposer: Decomposer,
  options: InitialEmbeddingOptions,
): Promise<InitialEmbeddings> {
  const {vocabSize: V, nEmbd: C, seed, mostMemberships = MOST_MEMBERSHIPS} = options;
  const sampled = sampleSets(training, mostMemberships, seed);
  const rank = Math.min(C - 1, sampled.setIds.length - 10, V - 10);
  const tokenEmbedding = new Float32Array(V * C);
  if (rank > 0) {
    const matrix = scaledMatrix(sampled, V);
    const found = await leadingDirections(decomposer, matrix, V, {rank, seed});
    writeVectors(tokenEmbedding, found, rank, options);
  }
  writePopularity(tokenEmbedding, countSets(training, V), C);
  const finalBias = new Float32Array(C);
  finalBias[0] = POPULARITY_SHRINK;
  return {tokenEmbedding, finalBias};
}

function writeVectors(
  embedding: Float32Array,
  {vectors, values}: RightSingularVectors,
  rank: number,
  {vocabSize: V, nEmbd: C, scale}: InitialEmbeddingOptions,
): void {
  let squares = 0;
  for (let k = 0; k < rank; k++) squares += values[k];
  const factor = scale * Math.sqrt((V * rank) / squares);
  for (let g = 0; g < V; g++) {
    for (let k = 0; k < rank; k++) {
      embedding[g * C + 1 + k] = factor * Math.sqrt(values[k]) * vectors[g * rank + k];
    }
  }
}

function writePopularity(embedding: Float32Array, sets: Float64Array, C: number): void {
  let mean = 0;
  for (const n of sets) mean += Math.log(n + 0.5) / sets.length;
  for (let g = 0; g < sets.length; g++) {
    embedding[g * C] = (Math.log(sets[g] + 0.5) - mean) / POPULARITY_SHRINK;
  }
}

/**
 * The embedding (V, C) of genes with rows for the tokens of words below: the mean over the sets and genes that a word names,
 * of the same root mean square as those of genes, so that a name starts where its genes are. Shape (tokens, C).
 */
export function addWordEmbeddings(
  genes: Float32Array,
  {training, naming}: {training: TokenShard; naming: Naming},
  {tokens, nEmbd: C, scale}: {tokens: number; nEmbd: number; scale: number},
): Float32Array {
  const embedding = new Float32Array(tokens * C);
  embedding.set(genes);
  const add = (words: ArrayLike<number>, members: ArrayLike<number>) => {
    const mean = meanRow(genes, members, C);
    for (const word of Array.from(words)) {
      for (let c = 1; c < C; c++) embedding[word * C + c] += mean[c];
    }
  };
  const {names, offsets, tokens: members} = training;
  for (let row = 0; names && row < training.setIds.length; row++) {
    const words = names.tokens.subarray(names.offsets[row], names.offsets[row + 1]);
    add(words, members.subarray(offsets[row], offsets[row + 1]));
  }
  for (const [gene, words] of naming.geneNames.entries()) add(words, [gene]);
  for (let word = genes.length / C; word < tokens; word++) {
    rescale(embedding.subarray(word * C + 1, (word + 1) * C), scale);
  }
  return embedding;
}

function meanRow(embedding: Float32Array, members: ArrayLike<number>, C: number): Float64Array {
  const mean = new Float64Array(C);
  for (let i = 0; i < members.length; i++) {
    for (let c = 0; c < C; c++) mean[c] += embedding[members[i] * C + c] / members.length;
  }
  return mean;
}

/** To this root mean square; what is zero stays. */
function rescale(row: Float32Array, scale: number): void {
  const squares = row.reduce((sum, value) => sum + value * value, 0);
  const factor = squares > 0 ? scale * Math.sqrt(row.length / squares) : 0;
  for (let c = 0; c < row.length; c++) row[c] *= factor;
}

/** Number of training sets that hold each token; the end token (0) closes every set. */
function countSets(training: TokenShard, V: number): Float64Array {
  const sets = new Float64Array(V);
  for (const token of training.tokens) sets[token]++;
  sets[0] = training.setIds.length;
  return sets;
}

/** Sets drawn at random until they hold `most` memberships, in their old order; all of them where they hold fewer. */
function sampleSets(training: TokenShard, most: number, seed: number): TokenShard {
  const {offsets, tokens, setIds} = training;
  if (tokens.length <= most) return training;
  const size = (r: number) => offsets[r + 1] - offsets[r];
  const order = createRandom(seed, SAMPLE_STREAM).shuffle(Int32Array.from(setIds.keys()));
  let count = 0;
  for (let memberships = size(order[0]); memberships <= most; count++) {
    memberships += size(order[count + 1]);
  }
  const rows = order.subarray(0, count).sort();
  const sampled = new Int32Array(rows.length + 1);
  rows.forEach((r, i) => {
    sampled[i + 1] = sampled[i] + size(r);
  });
  const kept = tokens.slice(0, sampled[rows.length]);
  rows.forEach((r, i) => {
    kept.set(tokens.subarray(offsets[r], offsets[r + 1]), sampled[i]);
  });
  return {...training, setIds: rows.map(r => setIds[r]), offsets: sampled, tokens: kept};
}

function scaledMatrix(training: TokenShard, V: number): WeightedRows {
  const sets = countSets(training, V);
  const {offsets, tokens} = training;
  const values = new Float32Array(tokens.length);
  for (let r = 0; r + 1 < offsets.length; r++) {
    const size = offsets[r + 1] - offsets[r];
    for (let i = offsets[r]; i < offsets[r + 1]; i++) {
      values[i] = 1 / Math.sqrt(size * sets[tokens[i]]);
    }
  }
  return {offsets, members: Int32Array.from(tokens), values};
}
