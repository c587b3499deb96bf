// An answer, before it is written out.
import type {SuggestedByWords} from '../../answers/complete-about.ts';
import type {Phrase} from './read-phrase.ts';
import type {ResolvedQuery} from './resolve-query.ts';

/** `value` may be the score of a model that knows no probabilities, and not every model knows chances. */
export type SuggestedGene = SuggestedByWords;

export interface CompletedSet extends ResolvedQuery {
  /** Genes that the chances suppose to be missing. */
  missing: number;
  suggested: SuggestedGene[];
}

export interface Answer {
  measure: 'probability' | 'score';
  kind: string;
  engine: string;
  trainingSets: number;
  /** Whether suggestions carry chances. */
  calibrated: boolean;
  /** What the sets are about, where words said so; `alone`: no set had a gene beside them. */
  about?: Phrase & {alone: boolean};
  sets: CompletedSet[];
}
