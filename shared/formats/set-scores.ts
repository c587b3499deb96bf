// Set scores: how every method did on every test set, one row for each pair.
import type {SetScore} from '../stats/score-results.ts';
import type {Format} from './format.ts';
import {recordTable} from './record-table.ts';

/** Columns as in `SetScore`; `recallAt` lists one recall for each k of the results' `topK`. */
export const setScores: Format<SetScore[]> = recordTable('set-scores', 1, {
  setId: 'int32',
  library: 'string',
  method: 'string',
  setSize: 'int32',
  heldOut: 'int32',
  generated: 'int32',
  hits: 'int32',
  recall: 'float64',
  precision: 'float64',
  recallAt: 'float64[]',
  rPrecision: 'float64',
  averagePrecision: 'float64',
  ndcg: 'float64',
  auroc: 'float64?',
  maxJaccard: 'float64',
  pValue: 'float64',
  log10PValue: 'float64',
  qValue: 'float64',
  proteinCodingHeldOut: 'int32',
  proteinCodingGenerated: 'int32',
  proteinCodingHits: 'int32',
  proteinCodingPValue: 'float64?',
  proteinCodingLog10PValue: 'float64?',
  proteinCodingQValue: 'float64?',
});
