// Clusters of near-twin sets and the split each set fell into.
import {recordTable} from './record-table.ts';

/** One row a set; `cluster` counts from 0 in order of first sets; `split`: training, validation, test or left out. */
export const splitClusters = recordTable('split-clusters', 1, {
  setId: 'int32',
  cluster: 'int32',
  split: 'string',
});
