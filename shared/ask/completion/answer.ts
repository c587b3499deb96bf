// An answer, before it is written out.
import type {SuggestedGene as FileSuggestion} from '../../../run/geneglot.mjs';
import type {Phrase} from './read-phrase.ts';
import type {ResolvedQuery} from './resolve-query.ts';

/** As a model file suggests it; `value` may be the score of a model that knows no probabilities, or no chances. */
export type SuggestedGene = Omit<FileSuggestion, 'chance'> &
  Partial<Pick<FileSuggestion, 'chance'>>;

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
  /** What the sets are about, where words said so. */
  about?: Phrase;
  sets: CompletedSet[];
}
