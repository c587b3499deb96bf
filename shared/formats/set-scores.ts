// Set scores: how every method did on every test set, one row for each method, protocol, seed and set.
import type {SetScore} from '../scores/score-results.ts';
import type {Format} from './format.ts';
import {recordTable} from './record-table.ts';

const table = recordTable('set-scores', 2, {
  method: 'string',
  protocol: 'string',
  seed: 'int32',
  setId: 'int32',
  library: 'string',
  setSize: 'int32',
  heldOut: 'int32',
  outsideVocabulary: 'int32',
  generated: 'int32',
  hits: 'int32',
  recall: 'float64',
  precision: 'float64',
  recallAt10: 'float64',
  recallAt50: 'float64',
  recallAt100: 'float64',
  recallAtR: 'float64',
  averagePrecision: 'float64',
  ndcg: 'float64',
  auroc: 'float64?',
  maxJaccard: 'float64',
  pValue: 'float64',
  log10PValue: 'float64',
  qValue: 'float64',
  popularityPValue: 'float64',
  popularityQValue: 'float64',
});

/** Columns as in `SetScore`. */
export const setScores = table as Format<unknown> as Format<SetScore[]>;
