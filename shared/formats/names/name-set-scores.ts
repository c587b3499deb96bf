// Scores of single names: how well every method named every test set.
import {recordTable} from '../record-table.ts';

/** One row for each test set, part shown and method; columns as in `ScoredName`. */
export const nameSetScores = recordTable('name-set-scores', 1, {
  setId: 'int32',
  library: 'string',
  trueName: 'string',
  shown: 'string',
  method: 'string',
  name: 'string',
  probability: 'float64?',
  likeness: 'float64',
  precision: 'float64',
  recall: 'float64',
  f1: 'float64',
  exact: 'float64',
  meaning: 'float64?',
});
