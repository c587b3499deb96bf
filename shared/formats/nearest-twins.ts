// Nearest twins: for every test set the training set that is most like it.
import {recordTable} from './record-table.ts';

/**
 * One row a test set; the twin is the training set of highest Jaccard similarity, null where none shares a gene.
 * `containment`: genes in common as a share of the smaller of the two sets.
 */
export const nearestTwins = recordTable('nearest-twins', 1, {
  setId: 'int32',
  library: 'string',
  name: 'string',
  size: 'int32',
  twinSetId: 'int32?',
  twinLibrary: 'string?',
  twinName: 'string?',
  twinSize: 'int32?',
  overlap: 'int32',
  jaccard: 'float64',
  containment: 'float64',
});
