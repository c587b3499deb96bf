// Answers about lists of genes and about one gene, before they are written out.
import type {ReadGene} from '../../../run/geneglot.mjs';
import type {ListEnrichment} from '../../scores/enrichment/describe-enrichment.ts';
import type {SetTitle} from '../../scores/enrichment/tested-sets.ts';
import type {ReadNames} from './gene-space.ts';

export interface EnrichedQuery extends ReadNames, ListEnrichment {
  /** Null for a list of genes. */
  name: string | null;
  /** Given genes that are not in the background. */
  outside: string[];
}

export interface EnrichmentAnswer {
  /** Where the sets are from, and their libraries. */
  source: string;
  libraries: string[];
  /** Sets with a gene in the background. */
  sets: number;
  /** What the model is called that completes. */
  title: string;
  /** `file` is null for all genes of the sets tested. */
  background: {file: string | null; genes: number};
  /** Whether alike sets are folded. */
  fold: boolean;
  /** What was left out of own files. */
  notes: string[];
  queries: EnrichedQuery[];
}

export interface KnownFunction extends SetTitle {
  size: number;
}

export interface PredictedFunction extends KnownFunction {
  /** Calibrated chance that the gene is one of the genes that the set is supposed to lack. */
  chance: number;
  missing: number;
}

export interface GeneAnswer {
  source: string;
  libraries: string[];
  notes: string[];
  /** What the model is called. */
  title: string;
  gene: ReadGene;
  /** Approved name; '' where there is none. */
  name: string;
  /** Sets that hold the gene, and groups of them, the most typical first. */
  sets: number;
  known: KnownFunction[][];
  /** Most likely first. */
  predicted: PredictedFunction[];
}
