// Opens a GPT that writes names.
import type {EngineChoice} from '../../engines/load.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {tokenCount, type Vocabulary} from '../../genes/tokens/vocabulary.ts';
import {nameRules} from '../gpt/name-rules.ts';
import type {NameWriter} from '../gpt/write-names.ts';
import type {CompletionModel} from '../kinds/completion-model.ts';
import type {GptCompletionModel} from '../kinds/gpt.ts';
import {knowsWords} from '../kinds/knows-words.ts';
import {openGpt} from './open-gpt.ts';

export interface OpenNameWriter extends NameWriter {
  /** A line on the engine. */
  description: string;
  /** A name as text: its words as they are most often written. */
  textOf(words: readonly number[]): string;
  dispose(): void;
}

type Words = Pick<Vocabulary, 'symbols' | 'words'>;

/** Whether a model writes names. */
export function writesNames(model: CompletionModel): model is GptCompletionModel {
  return model.kind === 'gpt' && knowsWords('written', model);
}

/** The writer of a model that writes names, by the rules of the training sets' names; the caller disposes of it. */
export async function openNameWriter(
  model: GptCompletionModel,
  {vocabulary, names}: {vocabulary: Words; names: TokenShard['names']},
  choice: EngineChoice,
): Promise<OpenNameWriter> {
  requireSameTokens(model, vocabulary);
  if (!names) throw new Error('found training sets without names in words, expected their names');
  const geneTokens = vocabulary.symbols.length;
  const {model: gpt, description} = await openGpt(model, choice);
  return {
    ...{model: gpt, description, geneTokens, rules: nameRules(names, model.config.vocabSize)},
    textOf: words => words.map(word => vocabulary.words?.[word - geneTokens - 1]).join(' '),
    dispose: () => gpt.dispose(),
  };
}

function requireSameTokens(
  {config: {vocabSize}, geneTokens}: GptCompletionModel,
  vocabulary: Words,
): void {
  const tokens = tokenCount(vocabulary);
  const genes = vocabulary.symbols.length;
  if (geneTokens === genes && vocabSize === tokens) return;
  throw new Error(
    `found a model of ${vocabSize} tokens, ${geneTokens} of them genes, and a vocabulary of ${tokens} with ${genes}; expected those of one run. Run the pipeline again.`,
  );
}
