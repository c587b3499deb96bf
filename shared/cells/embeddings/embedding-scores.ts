// What score-embeddings writes and report-cells reads: how well embeddings keep types apart and donors together.
import type {Estimate} from '../../stats/bootstrap.ts';

export interface EmbeddingResult {
  kind: 'model' | 'baseline';
  dimensions: number;
  /** Mean share of a cell's nearest cells that are of its type. */
  purity: Estimate;
  /** The same, averaged over types, so that each counts equally. */
  purityOfTypes: Estimate;
  /** Mean silhouette by type. */
  silhouette: Estimate;
  silhouetteOfTypes: Estimate;
  /** Mean iLISI: effective number of batches around a cell; null without batches. */
  lisi: Estimate | null;
  /** Of each type with test cells. */
  types: {type: number; cells: number; purity: number; silhouette: number | null}[];
}

export interface EmbeddingScores {
  /** Names of the types, in the order of all lists by type. */
  types: string[];
  /** `scored`: test cells, all or a draw. */
  cells: {training: number; test: number; scored: number};
  /** Nearest cells that purity looks at. */
  neighbours: number;
  /** Purity that places at random would have. */
  purityByChance: number | null;
  /** What cells are mixed by; null where the scored cells are of one donor and sample, or of unknown ones. */
  batches: {column: 'donor' | 'sample'; count: number; evenMixing: number} | null;
  settings: Record<string, number>;
  methods: Record<string, EmbeddingResult>;
}
