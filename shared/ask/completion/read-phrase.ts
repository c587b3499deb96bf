// The words that say what a set is about, as far as a model knows them.
import {QuestionError} from '../../answers/question-error.ts';
import {nameWords, wordKey} from '../../genes/tokens/name-words.ts';
import {nameTokenizer} from '../../genes/tokens/vocabulary.ts';
import type {Lookup} from './name-index.ts';

export interface Phrase {
  /** As given, in one line. */
  text: string;
  /** Tokens of its words, in order; at least one. */
  tokens: number[];
  /** Words that no token stands for, each once. */
  unknown: string[];
}

/** Fails where the model knows none of the words. */
export function readPhrase(text: string, lookup: Pick<Lookup, 'symbols' | 'words'>): Phrase {
  const known = new Set(lookup.words.map(wordKey));
  const tokens = nameTokenizer(lookup)(text);
  const unknown = [...new Set(nameWords(text).filter(word => !known.has(wordKey(word))))];
  if (tokens.length > 0) return {text: text.trim().replace(/\s+/g, ' '), tokens, unknown};
  const found = unknown.length > 0 ? `found ${unknown.join(', ')}` : 'found no word';
  throw new QuestionError(
    `--about: ${found}, expected words that names of training sets or genes hold\n    For example: --about "mitotic spindle assembly".`,
  );
}
