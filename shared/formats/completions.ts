// Completions: what one method made of every test set of which part was hidden, under each protocol and seed.
import {recordTable} from './record-table.ts';

/**
 * One row for each protocol, seed and test set, all of one method; genes are tokens of the vocabulary. `kind` and `role`:
 * of the method (`shared/scores/method-roles.ts`). `heldOutGenes`: the hidden genes that have a token; `outsideGenes`:
 * the symbols of those that have none, which no method can name. `generatedGenes`: the genes that the method names, best
 * first where it ranks them, in order of sampling where it samples. `generatedProbabilities`: the probability of each to
 * be the next gene given the prompt, where the method has one; given for a protocol's first seed, else empty.
 * `generatedChances`: the calibrated chance, 0..1, that each is one of the hidden genes; empty where there is none, and
 * beyond the first seed. `heldOutRanks`: the 1-based rank of each of `heldOutGenes` among all genes outside the prompt.
 */
export const completions = recordTable('completions', 4, {
  method: 'string',
  kind: 'string',
  role: 'string',
  protocol: 'string',
  seed: 'int32',
  setId: 'int32',
  library: 'string',
  name: 'string',
  promptGenes: 'int32[]',
  heldOutGenes: 'int32[]',
  outsideGenes: 'string[]',
  generatedGenes: 'int32[]',
  generatedProbabilities: 'float64[]',
  generatedChances: 'float64[]',
  heldOutRanks: 'int32[]',
});
