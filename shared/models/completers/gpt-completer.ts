// Opens a GPT on the compute engine.

import {type EngineChoice, loadEngine} from '../../engines/load.ts';
import {excludePrompt} from '../baselines/gene-ranker.ts';
import {generateGenes, scoreGenes} from '../gpt/complete.ts';
import type {GptCompletionModel} from '../kinds/gpt.ts';
import type {Completer} from './completer.ts';
import {softmax} from './to-probabilities.ts';

/** Prompts ranked in one call; bounds memory to this many rows of V scores beside the result. */
const RANKING_BATCH = 64;

export async function gptCompleter(
  {config, tensors}: GptCompletionModel,
  choice: EngineChoice,
): Promise<Completer> {
  const {engine, reason} = await loadEngine(choice);
  const model = engine.createModel(config, {seed: 0, trainable: false, blank: true});
  for (const [name, {values}] of tensors) model.writeTensor(name, values);
  const V = config.vocabSize;
  async function rank(prompts: Int32Array[]): Promise<Float64Array[]> {
    const rows: Float64Array[] = [];
    for (let from = 0; from < prompts.length; from += RANKING_BATCH) {
      const part = prompts.slice(from, from + RANKING_BATCH);
      const scores = await scoreGenes(model, part);
      for (const [i, prompt] of part.entries()) {
        rows.push(excludePrompt(Float64Array.from(scores.subarray(i * V, (i + 1) * V)), prompt));
      }
    }
    return rows;
  }
  return {
    description: `engine: ${engine.description} (${reason})`,
    vocabSize: V,
    rank,
    probabilities: async prompts => (await rank(prompts)).map(softmax),
    generate: (sets, {onProgress, ...options}) => generateGenes(model, sets, options, onProgress),
    dispose: () => model.dispose(),
  };
}
