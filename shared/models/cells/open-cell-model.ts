// A trained model of cells, ready for prompts: the engine's model with its weights, and its tokens.

import type {GptModel} from '../../engines/contract/engine.ts';
import {type EngineChoice, loadEngine} from '../../engines/load.ts';
import type {CellModel} from '../kinds/cell-model.ts';
import {openPromptTokens, type PromptTokens} from './prompt-tokens.ts';

export interface OpenedCellModel {
  model: GptModel;
  tokens: PromptTokens;
  /** In words: the engine and why it is this one. */
  description: string;
}

/** Loads an engine for inference and writes the weights to it. */
export async function openCellModel(
  stored: CellModel,
  choice: EngineChoice,
): Promise<OpenedCellModel> {
  const tokens = await openPromptTokens(stored);
  const {engine, reason} = await loadEngine(choice);
  const model = engine.createModel(stored.config, {seed: 0, trainable: false, blank: true});
  for (const [name, {values}] of stored.tensors) model.writeTensor(name, values);
  return {model, tokens, description: `engine: ${engine.description} (${reason})`};
}
