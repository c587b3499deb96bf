// The words that say what a set is about, as far as somebody knows them.
import {QuestionError} from '../../answers/question-error.ts';
import {nameWords, wordKey} from '../../genes/tokens/name-words.ts';

export interface Phrase {
  /** As given, in one line. */
  text: string;
  /** Its words that are known, in order; at least one. */
  words: string[];
  /** Its other words, each once. */
  unknown: string[];
}

/** What to do where what follows the words is no gene. */
export const QUOTES_HINT = 'Several words of --about need quotes around them.';

/** Fails where no word is known. */
export function readPhrase(text: string, isKnown: (word: string) => boolean): Phrase {
  const words = nameWords(text);
  const known = words.filter(isKnown);
  const unknown = [...new Set(words.filter(word => !isKnown(word)))];
  if (known.length > 0) return {text: text.trim().replace(/\s+/g, ' '), words: known, unknown};
  const found = unknown.length > 0 ? `found ${unknown.join(', ')}` : 'found no word';
  throw new QuestionError(
    `--about: ${found}, expected words that names of training sets hold\n    For example: --about "mitotic spindle assembly".`,
  );
}

/** Whether one of these words is meant, whatever its case. */
export function wordAmong(words: readonly string[]): (word: string) => boolean {
  const known = new Set(words.map(wordKey));
  return word => known.has(wordKey(word));
}
