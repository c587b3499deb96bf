// Completions: what one method made of every test set of which part was hidden, under each protocol and seed.
import {recordTable} from './record-table.ts';

/**
 * One row for each protocol, seed and test set, all of one method. `generatedGenes`: the genes that the method names,
 * best first where it ranks them, in order of sampling where it samples. `generatedProbabilities`: the probability of
 * each to be the next gene given the prompt, where the method has one; given for a protocol's first seed, else empty.
 * `generatedChances`: the calibrated chance, 0..1, that each is one of the hidden genes, likewise.
 * `heldOutRanks`: the 1-based rank of each of `heldOutGenes` among all genes of the vocabulary outside the prompt, 0
 * for a gene outside the vocabulary, which no method can name.
 */
export const completions = recordTable('completions', 3, {
  method: 'string',
  protocol: 'string',
  seed: 'int32',
  setId: 'int32',
  library: 'string',
  name: 'string',
  promptGenes: 'string[]',
  heldOutGenes: 'string[]',
  generatedGenes: 'string[]',
  generatedProbabilities: 'float64[]',
  generatedChances: 'float64[]',
  heldOutRanks: 'int32[]',
});
