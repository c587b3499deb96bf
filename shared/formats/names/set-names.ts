// Names of gene sets: what every method called each test set, by all or by some of its genes.
import {recordTable} from '../record-table.ts';

/**
 * One row for each test set, part shown and method. `shown`: `whole` set or a random `fifth`; `genes`: known genes shown;
 * `trueName`: with its accession number; `name`: empty where a method has none; `probability`: of the whole name, where a
 * method gives one; `likeness`: highest Jaccard similarity of the whole set to a training set.
 */
export const setNames = recordTable('set-names', 1, {
  setId: 'int32',
  library: 'string',
  trueName: 'string',
  shown: 'string',
  genes: 'int32',
  method: 'string',
  name: 'string',
  probability: 'float64?',
  likeness: 'float64',
});
