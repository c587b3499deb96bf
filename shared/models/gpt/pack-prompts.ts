// Batches of prompts with responses: one a row, rows of like length together, the loss on responses alone.

import type {Batch} from '../../engines/contract/engine.ts';
import type {Random} from '../../stats/random.ts';

export interface PromptDocument {
  /** Prompt, response, end token. Shape (positions + 1). */
  tokens: Int32Array;
  /** Tokens of the prompt: the first target is the token after them. */
  promptLength: number;
  /** Weight of each of the response's tokens in the loss. */
  weight: number;
}

/** Documents whose lengths are compared, in batches: more waste less padding and mix lengths less. */
const POOL_BATCHES = 16;

/** All documents in random order, batchSize at a time; short batches are rows of T = their longest. */
export function* packPrompts(
  documents: readonly PromptDocument[],
  batchSize: number,
  random: Random,
): Generator<Batch> {
  const order = random.shuffle(Int32Array.from(documents.keys()));
  const pool = batchSize * POOL_BATCHES;
  for (let start = 0; start < order.length; start += pool) {
    // Ties stay in random order: the sort is stable.
    const pooled = Array.from(order.subarray(start, start + pool), i => documents[i]).sort(
      (a, b) => a.tokens.length - b.tokens.length,
    );
    const batches: PromptDocument[][] = [];
    for (let i = 0; i < pooled.length; i += batchSize) batches.push(pooled.slice(i, i + batchSize));
    for (const batch of random.shuffle(batches)) yield toPromptBatch(batch);
  }
}

/** One document a row; padding stands alone and predicts nothing. */
export function toPromptBatch(documents: readonly PromptDocument[]): Batch {
  const B = documents.length;
  const T = Math.max(...documents.map(({tokens}) => tokens.length - 1));
  const tokens = new Int32Array(B * T);
  const targets = new Int32Array(B * T).fill(-1);
  const documentStart = new Int32Array(B * T);
  const weights = new Float32Array(B * T);
  documents.forEach(({tokens: own, promptLength, weight}, b) => {
    const [at, length] = [b * T, own.length - 1];
    tokens.set(own.subarray(0, length), at);
    targets.set(own.subarray(promptLength), at + promptLength - 1);
    weights.fill(weight, at + promptLength - 1, at + length);
    for (let t = length; t < T; t++) documentStart[at + t] = t;
  });
  return {B, T, tokens, targets, documentStart, weights};
}
