// Completions: what a model made of every test set of which most genes were hidden.
import {recordTable} from './record-table.ts';

/**
 * One row a test set. `topGenes`: the best 100 of the ranking of all genes outside the prompt; `heldOutRanks`: the
 * 1-based rank of each of `heldOutGenes` in that ranking, in the same order.
 */
export const completions = recordTable('completions', 1, {
  setId: 'int32',
  library: 'string',
  name: 'string',
  promptGenes: 'string[]',
  heldOutGenes: 'string[]',
  generatedGenes: 'string[]',
  topGenes: 'string[]',
  heldOutRanks: 'int32[]',
});
