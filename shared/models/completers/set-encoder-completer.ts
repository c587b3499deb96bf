// Opens a set encoder on the compute engine.

import type {EngineChoice} from '../../engines/load.ts';
import {loadSetEncoderEngine} from '../../engines/load-set-engine.ts';
import type {SetEncoderCompletionModel} from '../kinds/set-encoder.ts';
import type {Completer} from './completer.ts';
import {rankInBatches} from './rank-in-batches.ts';
import {softmax, toShares} from './to-probabilities.ts';

/** Prompts ranked in one call; bounds memory to this many rows of V logits beside the result. */
const RANKING_BATCH = 256;

/** Ranks by logits; probabilities are their softmax, or the shares of their sigmoids after binary cross-entropy. */
export async function setEncoderCompleter(
  {config, loss, tensors}: SetEncoderCompletionModel,
  choice: EngineChoice,
): Promise<Completer> {
  const {engine, reason} = await loadSetEncoderEngine(choice);
  const model = engine.createSetEncoder(config, {seed: 0, trainable: false, blank: true});
  for (const [name, {values}] of tensors) model.writeTensor(name, values);
  const rank = (prompts: Int32Array[]) =>
    rankInBatches(prompts, RANKING_BATCH, part => model.scoreSets(part));
  const toProbabilities = loss === 'softmax' ? softmax : sigmoidShares;
  return {
    description: `engine: ${engine.description} (${reason})`,
    vocabSize: config.vocabSize,
    rank,
    probabilities: async prompts => (await rank(prompts)).map(toProbabilities),
    dispose: () => model.dispose(),
  };
}

/** Sigmoids of logits as shares of their sum; −Infinity stays out with probability 0. */
function sigmoidShares(logits: Float64Array): Float64Array {
  return toShares(logits.map(z => 1 / (1 + Math.exp(-z))));
}
