// Tokens of prompts and responses, whatever the vocabulary: words of genes and marks, or GPT-2's text.
import {END_WORD, isMark} from '../../cells/prompts/prompt-words.ts';
import type {StoredPromptRow} from '../../formats/cells/prompt-table.ts';
import type {CellModel} from '../kinds/cell-model.ts';
import {openTextTokenizer} from './text-tokenizer.ts';

/** What a prompt row is made of, for any vocabulary. */
export type PromptTexts = Pick<
  StoredPromptRow,
  'prompt' | 'response' | 'promptWords' | 'responseWords'
>;

export interface PromptTokens {
  kind: 'words' | 'text';
  vocabSize: number;
  endToken: number;
  /** Tokens that open the prompt and what it says; null where the vocabulary has no words for it. */
  prompt(row: PromptTexts): Int32Array | null;
  /** Tokens of the response without the end token; empty where the vocabulary has none of its words. */
  response(row: PromptTexts): Int32Array;
  /** The gene names of a generated sentence, highest first. */
  genes(tokens: Int32Array): string[];
  /** Readable text. */
  text(tokens: Int32Array): string;
  /** Tokens that stand for no gene; none are named for text. */
  marks(): Int32Array;
}

/** The tokens of a model's vocabulary. */
export async function openPromptTokens({
  vocabulary,
  endToken,
  config,
}: Pick<CellModel, 'vocabulary' | 'endToken' | 'config'>): Promise<PromptTokens> {
  if (vocabulary.kind === 'words') return wordTokens(vocabulary.words);
  const {encode, decode} = await openTextTokenizer(vocabulary);
  const text = (tokens: Int32Array) => decode(Array.from(tokens));
  return {
    ...{kind: 'text', vocabSize: config.vocabSize, endToken, text},
    // No token opens a text: GPT-2 was trained on texts that follow the end of another.
    prompt: ({prompt}) => Int32Array.from([endToken, ...encode(prompt)]),
    // The space belongs to the word that follows it, as in GPT-2's own texts.
    response: ({response}) => Int32Array.from(encode(` ${response}`)),
    genes: tokens => text(tokens).trim().replace(/\.$/, '').split(/\s+/).filter(Boolean),
    marks: () => new Int32Array(0),
  };
}

/** One token a word; words that are not in the list are left out. */
export function wordTokens(words: readonly string[]): PromptTokens {
  const tokenOf = new Map(words.map((word, token) => [word, token]));
  const tokensOf = (named: readonly string[]) =>
    named.map(word => tokenOf.get(word)).filter(token => token !== undefined);
  const wordsOf = (tokens: Int32Array) => Array.from(tokens, token => words[token]);
  const endToken = tokenOf.get(END_WORD)!;
  return {
    ...{kind: 'words', vocabSize: words.length, endToken},
    prompt: ({promptWords}) =>
      promptWords.length === 0 ? null : Int32Array.from([endToken, ...tokensOf(promptWords)]),
    response: ({responseWords}) => Int32Array.from(tokensOf(responseWords)),
    genes: wordsOf,
    text: tokens => wordsOf(tokens).join(' '),
    marks: () => Int32Array.from(words.keys()).filter(token => isMark(words[token])),
  };
}
