// Lets a model write: sampled responses, each from a seed of its own, so that none depends on the others.
import {createRandom} from '../stats/random.ts';
import type {OpenedCellModel} from './open-cell-model.ts';

export interface WritingOptions {
  temperature: number;
  topK: number;
  topP: number;
  maxNewTokens: number;
  seed: number;
}

/** New tokens after each prompt, without the end token; words of genes come once each and no mark among them. */
export function writeResponses(
  {model, tokens}: Pick<OpenedCellModel, 'model' | 'tokens'>,
  prompts: Int32Array[],
  {maxNewTokens, seed, ...sampling}: WritingOptions,
  onProgress?: (done: number) => void,
): Promise<Int32Array[]> {
  return model.generate(prompts, {
    ...sampling,
    maxNewTokens: new Int32Array(prompts.length).fill(maxNewTokens),
    endToken: tokens.endToken,
    seeds: Uint32Array.from(prompts.keys(), i => createRandom(seed, i).int(2 ** 32)),
    mayRepeat: tokens.kind === 'text',
    forbiddenTokens: tokens.marks().filter(token => token !== tokens.endToken),
    ...(onProgress && {onProgress}),
  });
}
