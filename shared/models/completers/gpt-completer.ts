// Opens a GPT on the compute engine.

import type {EngineChoice} from '../../engines/load.ts';
import {generateGenes, scoreGenes} from '../gpt/complete.ts';
import type {GptCompletionModel} from '../kinds/gpt.ts';
import {knowsWords} from '../kinds/knows-words.ts';
import type {Completer} from './completer.ts';
import {openGpt} from './open-gpt.ts';
import {rankInBatches} from './rank-in-batches.ts';
import {rememberLast} from './remember-last.ts';
import {softmax} from './to-probabilities.ts';

/** Prompts ranked in one call; bounds memory to this many rows of V scores beside the result. */
const RANKING_BATCH = 64;

export async function gptCompleter(
  stored: GptCompletionModel,
  choice: EngineChoice,
): Promise<Completer> {
  const {geneTokens = stored.config.vocabSize} = stored;
  const {model, description} = await openGpt(stored, choice);
  const rank = rememberLast(prompts =>
    rankInBatches(prompts, RANKING_BATCH, geneTokens, part => scoreGenes(model, part)),
  );
  return {
    description,
    vocabSize: geneTokens,
    rank,
    probabilities: async prompts => (await rank(prompts)).map(softmax),
    ...(knowsWords('read', stored) && {
      async probabilitiesAbout(prompts: Int32Array[], words: readonly number[]) {
        const score = (part: Int32Array[]) => scoreGenes(model, part, [geneTokens, ...words]);
        const rows = await rankInBatches(prompts, RANKING_BATCH, geneTokens, score);
        return rows.map(softmax);
      },
    }),
    generate: (sets, {onProgress, ...options}) =>
      generateGenes(model, geneTokens, sets, options, onProgress),
    dispose: () => model.dispose(),
  };
}
