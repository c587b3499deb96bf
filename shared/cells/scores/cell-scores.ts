// What score-cells writes and report-cells reads: scores of every method, beside ceilings and floors.
import type {ClassScores} from '../../stats/class-scores.ts';
import type {GenerationScores} from './score-generation.ts';
import type {ImputationScores} from './score-imputation.ts';

/**
 * A model, or what models are read against: real cells (ceiling), cells that say nothing of their type (floor), or what
 * statistics of single genes alone achieve (baseline), which on some scores is more than real cells do.
 */
export type MethodKind = 'model' | 'ceiling' | 'baseline' | 'floor';

export interface GenerationResult extends GenerationScores {
  kind: MethodKind;
  /** Shares of generated words; null for what wrote no sentence. */
  validGeneShare: number | null;
  uniqueGeneShare: number | null;
  /** Genes whose expression on the rank line was below 0 and became 0, as a share of all; null for what wrote no sentence. */
  clippedShare: number | null;
}

export interface PredictionResult extends ClassScores {
  /** The setting chosen on validation cells; null for a model. */
  setting: number | null;
}

export interface CellScores {
  /** Names of the types, in the order of all lists by type. */
  types: string[];
  cells: {training: number; validation: number; test: number; genes: number};
  settings: Record<string, number>;
  generation: Record<string, GenerationResult>;
  prediction: Record<string, PredictionResult>;
  imputation: Record<string, ImputationScores>;
}

/** One point of the map of real and generated cells. */
export interface CellMapRow {
  /** `REAL_CELLS` for test cells, else the method that made the cell. */
  method: string;
  type: string;
  /** First two principal components of real training cells. */
  pc1: number;
  pc2: number;
  umap1: number | null;
  umap2: number | null;
}

/** Name of the test cells on the map. */
export const REAL_CELLS = 'real cells';

/** Plain mean over the types that both sides have; null where none. */
export function meanOfTypes(
  {types}: GenerationResult,
  score: 'pearson' | 'rSquared' | 'covariation',
): number | null {
  return meanOrNull(types.map(type => type[score]).filter(value => value !== null));
}

export function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}
