// Opens a set encoder on the compute engine, to complete sets or to embed them.

import type {SetEncoderModel} from '../../engines/contract/set-encoder.ts';
import type {EngineChoice} from '../../engines/load.ts';
import {loadSetEncoderEngine} from '../../engines/load-set-engine.ts';
import type {SetEncoderCompletionModel} from '../kinds/set-encoder.ts';
import type {Completer} from './completer.ts';
import {rankInBatches} from './rank-in-batches.ts';
import {rememberLast} from './remember-last.ts';
import {softmax, toShares} from './to-probabilities.ts';

/** Prompts ranked in one call; bounds memory to this many rows of V logits beside the result. */
const RANKING_BATCH = 256;

/** The engine's model with its weights; `description`: the engine and why it is this one. */
export async function openSetEncoder(
  {config, tensors}: SetEncoderCompletionModel,
  choice: EngineChoice,
): Promise<{model: SetEncoderModel; description: string}> {
  const {engine, reason} = await loadSetEncoderEngine(choice);
  const model = engine.createSetEncoder(config, {seed: 0, trainable: false, blank: true});
  for (const [name, {values}] of tensors) model.writeTensor(name, values);
  return {model, description: `engine: ${engine.description} (${reason})`};
}

/** Ranks by logits; probabilities are their softmax, or the shares of their sigmoids after binary cross-entropy. */
export async function setEncoderCompleter(
  stored: SetEncoderCompletionModel,
  choice: EngineChoice,
): Promise<Completer> {
  const {model, description} = await openSetEncoder(stored, choice);
  const rank = rememberLast(prompts =>
    rankInBatches(prompts, RANKING_BATCH, stored.config.vocabSize, part => model.scoreSets(part)),
  );
  const toProbabilities = stored.loss === 'softmax' ? softmax : sigmoidShares;
  return {
    description,
    vocabSize: stored.config.vocabSize,
    rank,
    probabilities: async prompts => (await rank(prompts)).map(toProbabilities),
    embed: sets => model.embed(sets),
    dispose: () => model.dispose(),
  };
}

/** Sigmoids of logits as shares of their sum; −Infinity stays out with probability 0. */
function sigmoidShares(logits: Float64Array): Float64Array {
  const rates = new Float64Array(logits.length);
  for (let i = 0; i < rates.length; i++) rates[i] = 1 / (1 + Math.exp(-logits[i]));
  return toShares(rates);
}
