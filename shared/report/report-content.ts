// What the report page is made of.
import type {ScoreResults, SetScore} from '../scores/score-results.ts';
import type {LossPoint} from './charts/loss-chart.ts';
import type {ExampleCompletion} from './example-cards.ts';
import type {JourneyStep} from './journey-table.ts';
import type {TwinRow} from './leakage-tables.ts';
import type {ProvenanceEntry} from './provenance-tables.ts';

export interface ReportContent {
  title: string;
  results: ScoreResults;
  /** Of all methods, protocols and seeds. */
  scores: readonly SetScore[];
  /** Of all methods, protocols and seeds; the examples are taken from them. */
  completions: readonly ReportCompletion[];
  lossCurve: readonly LossPoint[];
  journey: readonly JourneyStep[];
  /** The training set most like each test set. */
  twins: readonly TwinRow[];
  lineage: readonly ProvenanceEntry[];
  /** How many sets are shown as examples, and the seed they are drawn with. */
  examples: {count: number; seed: number};
}

/** A completion and what it is an answer to. */
export interface ReportCompletion extends ExampleCompletion {
  method: string;
  protocol: string;
  seed: number;
  setId: number;
}
