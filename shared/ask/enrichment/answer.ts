// Answers about lists of genes and about one gene, before they are written out.
import type {ReadGene} from '../../../run/geneglot.mjs';
import type {EnrichedList} from '../../answers/enrich-list.ts';
import type {GeneFunctions} from '../../answers/gene-functions.ts';

export interface EnrichedQuery extends EnrichedList {
  /** Null for a list of genes. */
  name: string | null;
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

export interface GeneAnswer extends GeneFunctions {
  source: string;
  libraries: string[];
  notes: string[];
  /** What the model is called. */
  title: string;
  gene: ReadGene;
}
