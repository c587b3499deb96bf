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
  /** Calibrated chance, 0..1, that the gene is one of the missing ones; absent where the model has no calibration. */
  chance?: number;
  support: Support[];
}

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
  sets: CompletedSet[];
}
