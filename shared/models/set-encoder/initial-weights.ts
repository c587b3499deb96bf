// Starts a set encoder from what the training sets say at a glance: popularity in the output bias, and which genes share
// sets in the embedding.

import type {SetEncoderModel, SetLoss} from '../../engines/contract/set-encoder.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {initialEmbeddings} from '../gpt/initial-embeddings.ts';
import type {Decomposer} from '../training/leading-directions.ts';

/** Writes the output bias, with which the untrained model already ranks genes by their number of training sets. */
export function startFromPopularity(
  model: SetEncoderModel,
  training: TokenShard,
  loss: SetLoss,
): void {
  model.writeTensor('head.bias', popularityBias(training, model.config.vocabSize, loss));
}

/**
 * Log of each token's number of sets for a softmax, the log-odds of its share of the sets for a binary cross-entropy; half
 * a set is added to and half kept from every token. Shape (V).
 */
export function popularityBias(
  {setIds, tokens}: TokenShard,
  vocabSize: number,
  loss: SetLoss,
): Float32Array {
  const sets = new Float64Array(vocabSize);
  for (const token of tokens) sets[token]++;
  return Float32Array.from(sets, count => {
    const odds = loss === 'bce' ? setIds.length - count + 0.5 : 1;
    return Math.log((count + 0.5) / odds);
  });
}

/** Writes leading singular vectors of the set × gene matrix, of this root mean square, into the embedding and the head. */
export async function startFromSets(
  model: SetEncoderModel,
  training: TokenShard,
  decomposer: Decomposer,
  {scale, seed}: {scale: number; seed: number},
): Promise<void> {
  const {vocabSize, nEmbd, tiedHead} = model.config;
  const options = {vocabSize, nEmbd, scale, seed};
  const {tokenEmbedding} = await initialEmbeddings(training, decomposer, options);
  model.writeTensor('embedding.weight', tokenEmbedding);
  if (!tiedHead) model.writeTensor('head.weight', tokenEmbedding);
}
