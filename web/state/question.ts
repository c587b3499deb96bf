// What the user asks: all that a link can say.
import type {NamedList} from '../protocol.ts';

export interface Question {
  /** What stands in the box. */
  text: string;
  /** What the list is about, in words; empty for nothing said. */
  about: string;
  /** Genes that the list is supposed to lack; null for as many as it has. */
  missing: number | null;
  /** Libraries tested; null for all. */
  libraries: string[] | null;
  /** Symbol of the gene whose page is open; null for none. */
  gene: string | null;
  /** Lists kept for comparison. */
  lists: NamedList[];
}

export const NO_QUESTION: Question = {
  text: '',
  about: '',
  missing: null,
  libraries: null,
  gene: null,
  lists: [],
};
