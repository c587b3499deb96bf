// What score-descriptions writes and report-cells reads: what texts about cells name, and how likely the right ones are.
import type {Estimate} from '../../stats/bootstrap.ts';
import type {MethodKind} from '../scores/cell-scores.ts';

export interface DescriptionResult {
  kind: MethodKind;
  /** Shares of texts that name the cell's type alone, it and other types, other types alone, no type. */
  trueType: Estimate;
  trueAndOtherTypes: Estimate;
  otherTypes: Estimate;
  noType: Estimate;
  /** Different genes that a text names, mean over texts. */
  genesNamed: Estimate;
  /** Of all genes that texts name: shares among the cell's highest genes, and among the markers of its type. */
  inCell: Estimate;
  markers: Estimate;
  /** Share of texts that equal another text of the method. */
  repeated: Estimate;
  /** exp(nats / tokens) of the right texts under the method; null for what is no model. */
  perplexity: Estimate;
}

export interface DescriptionScores {
  /** Names of the types, in the order of `markers`. */
  types: string[];
  /** Genes that tell each type from the others, most telling first; none for a type without training cells. */
  markers: string[][];
  cells: {training: number; scored: number};
  settings: Record<string, number>;
  methods: Record<string, DescriptionResult>;
  /** Cells drawn at random, with what each method wrote. */
  examples: {cellId: string; type: string; texts: Record<string, string>}[];
}
