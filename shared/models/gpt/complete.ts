// Completes masked gene sets with a trained model: new genes by sampling, and a ranking of all genes by one pass.

import type {GptModel} from '../../engines/contract/engine.ts';
import {END_TOKEN} from '../../genes/tokens/token-shard.ts';
import {createRandom} from '../../stats/random.ts';

export interface SamplingOptions {
  temperature: number;
  /** Sample among the k most likely genes; 0 for all. */
  topK: number;
  /** Of those, sample among the fewest whose probabilities sum to at least this; 1 for all. */
  topP: number;
  /** Most genes generated for each set. Same length as the prompts. */
  maxNewGenes: Int32Array;
  /** Whether the model may end a set before that. */
  endsSets: boolean;
  seed: number;
}

/** 32-bit seed of one set's sampling, so that a set's result never depends on the others. */
export function sampleSeed(seed: number, setId: number): number {
  return createRandom(seed, setId).int(2 ** 32);
}

/** Genes, tokens below `geneTokens`, generated for every prompt until the model ends the set or the cap is reached. */
export function generateGenes(
  model: GptModel,
  geneTokens: number,
  prompts: {setId: number; promptGenes: Int32Array}[],
  options: SamplingOptions,
  onProgress?: (done: number) => void,
): Promise<Int32Array[]> {
  return model.generate(
    prompts.map(({promptGenes}) => withOpening(promptGenes)),
    {
      maxNewTokens: options.maxNewGenes,
      temperature: options.temperature,
      topK: options.topK,
      topP: options.topP,
      endToken: END_TOKEN,
      forbiddenTokens: Int32Array.of(
        ...tokensFrom(geneTokens, model.config.vocabSize),
        ...(options.endsSets ? [] : [END_TOKEN]),
      ),
      seeds: Uint32Array.from(prompts, ({setId}) => sampleSeed(options.seed, setId)),
      ...(onProgress && {onProgress}),
    },
  );
}

/**
 * Log-probability of every token as the next gene after each prompt, of a set of which `name` is known, the token that opens
 * a name and words; nothing by default. Shape (prompts.length, V), row-major.
 */
export function scoreGenes(
  model: GptModel,
  prompts: Int32Array[],
  name: readonly number[] = [],
): Promise<Float32Array> {
  return model.scoreNext(prompts.map(prompt => Int32Array.of(...name, ...withOpening(prompt))));
}

/** first … end − 1. */
function tokensFrom(first: number, end: number): Int32Array {
  return Int32Array.from({length: end - first}, (_, i) => first + i);
}

/** The end token also opens a set, so that a model can start from nothing. */
function withOpening(promptGenes: Int32Array): Int32Array {
  const tokens = new Int32Array(promptGenes.length + 1).fill(END_TOKEN);
  tokens.set(promptGenes, 1);
  return tokens;
}
