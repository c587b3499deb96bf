// How far a name says what another one says, word by word.
import {nameKey, nameWords, wordKey} from '../../genes/tokens/name-words.ts';

export interface WordScores {
  /** Share of the written words that the true name has; 0 where nothing is written. */
  precision: number;
  /** Share of the true name's words that are written. */
  recall: number;
  /** Harmonic mean of the two. */
  f1: number;
  /** 1 where both have the same words, else 0. */
  exact: number;
}

/** Words in lower case, each once, without accession numbers; order counts nothing. */
export function compareWords(name: string, trueName: string): WordScores {
  const [written, right] = [wordsOf(name), wordsOf(trueName)];
  const shared = written.filter(word => right.includes(word)).length;
  const f1 = (2 * shared) / (written.length + right.length);
  return {
    precision: written.length > 0 ? shared / written.length : 0,
    recall: shared / right.length,
    f1,
    exact: Number(nameKey(name) === nameKey(trueName)),
  };
}

/** The words of a name, each once. */
export function wordsOf(name: string): string[] {
  return [...new Set(nameWords(name).map(wordKey))];
}
