// The answers that a model chooses among when it is asked for a cell's type.
import type {StoredPromptRow} from '../../formats/cells/prompt-table.ts';
import type {PromptTokens} from './prompt-tokens.ts';

export interface Answers {
  /** Types of training cells in ascending order. */
  types: string[];
  /** Tokens of the answer that names each; no answer begins another. */
  candidates: Int32Array[];
}

/**
 * Answers to the training prompts of `rows` whose response the vocabulary knows. Text ends in the end token, or "T cell"
 * would begin "T cell, naive". A type that is one word needs none, and must have none: a model of genes learns the end
 * among genes not named before, so that its probability among all words is no measure.
 */
export function listAnswers(
  rows: readonly StoredPromptRow[],
  tokens: Pick<PromptTokens, 'kind' | 'response' | 'endToken'>,
): Answers {
  const answers = new Map<string, Int32Array>();
  for (const row of rows) {
    if (row.split !== 'training' || row.type === null || answers.has(row.type)) continue;
    const response = tokens.response(row);
    if (response.length === 0) continue;
    const whole = tokens.kind === 'words' ? response : [...response, tokens.endToken];
    answers.set(row.type, Int32Array.from(whole));
  }
  const types = [...answers.keys()].sort();
  return {types, candidates: types.map(type => answers.get(type)!)};
}
