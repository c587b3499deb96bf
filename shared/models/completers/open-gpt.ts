// Loads the weights of a GPT into the compute engine.
import type {GptModel} from '../../engines/contract/engine.ts';
import {type EngineChoice, loadEngine} from '../../engines/load.ts';
import type {GptCompletionModel} from '../kinds/gpt.ts';

/** The model, for inference alone, and a line on the engine; the caller disposes of it. */
export async function openGpt(
  {config, tensors}: Pick<GptCompletionModel, 'config' | 'tensors'>,
  choice: EngineChoice,
): Promise<{model: GptModel; description: string}> {
  const {engine, reason} = await loadEngine(choice);
  const model = engine.createModel(config, {seed: 0, trainable: false, blank: true});
  for (const [name, {values}] of tensors) model.writeTensor(name, values);
  return {model, description: `engine: ${engine.description} (${reason})`};
}
