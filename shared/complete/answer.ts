// An answer, before it is written out.
import type {Support} from './find-support.ts';
import type {ResolvedQuery} from './resolve-query.ts';

export interface SuggestedGene {
  rank: number;
  symbol: string;
  /** Approved name; '' where the symbol table has none. */
  name: string;
  /** Probability of being the next gene, or the score of a model that knows none. */
  value: number;
  support: Support[];
}

export interface CompletedSet extends ResolvedQuery {
  suggested: SuggestedGene[];
}

export interface Answer {
  measure: 'probability' | 'score';
  kind: string;
  engine: string;
  trainingSets: number;
  sets: CompletedSet[];
}
