// What the report page is made of.
import type {ChancedCompletion} from '../scores/calibration.ts';
import type {NameResults} from '../scores/names/name-results.ts';
import type {ScoreResults, SetScore} from '../scores/score-results.ts';
import type {LossPoint} from './charts/loss-chart.ts';
import type {JourneyStep} from './journey-table.ts';
import type {TwinRow} from './leakage-tables.ts';
import type {ModelFileRow} from './model-file-section.ts';
import type {ProvenanceEntry} from './provenance-tables.ts';

export interface ReportContent {
  title: string;
  results: ScoreResults;
  /** Of all methods, protocols and seeds. */
  scores: readonly SetScore[];
  /** Of all methods and protocols, the first seed of each; the examples are taken from them. */
  completions: readonly ReportCompletion[];
  /** Symbol of each token. */
  symbols: readonly string[];
  lossCurve: readonly LossPoint[];
  journey: readonly JourneyStep[];
  /** The training set most like each test set. */
  twins: readonly TwinRow[];
  /** Model files beside the stacks that they were packed from. */
  modelFiles: readonly ModelFileRow[];
  /** How well test sets were named. */
  names: readonly NameResults[];
  lineage: readonly ProvenanceEntry[];
  /** How many sets are shown as examples, and the seed they are drawn with. */
  examples: {count: number; seed: number};
}

/** A completion and what it is an answer to; genes are tokens. */
export interface ReportCompletion extends ChancedCompletion {
  method: string;
  protocol: string;
  seed: number;
  library: string;
  name: string;
  promptGenes: readonly number[];
  /** Symbols of hidden genes without a token. */
  outsideGenes: readonly string[];
}
