import {expect, test} from '@jest/globals';
import {collectCases} from '../../../../shared/models/completers/ensembles/mixture-case.ts';
import {openCompleter} from '../../../../shared/models/completers/open-completer.ts';
import type {NearestSetsModel} from '../../../../shared/models/kinds/nearest-sets.ts';
import {toyShard, VOCAB_SIZE} from '../../../stages/toy-corpus.ts';

const training = toyShard(30, 1);

const lookup = (power: number): NearestSetsModel => ({
  kind: 'nearest-sets',
  options: {power, idf: false},
  vocabSize: VOCAB_SIZE,
  training,
});

test('asks members for the genes they rank high and for those held out', async () => {
  const completers = [await openCompleter(lookup(2), {engine: 'auto'})];
  const sets = [{promptGenes: Int32Array.of(1), heldOutGenes: Int32Array.of(2, 3)}];
  const [found] = await collectCases(sets, completers, () => 0.4);
  const [row] = await completers[0].probabilities!([sets[0].promptGenes]);
  expect(found).toMatchObject({similarity: 0.4, hidden: 2});
  expect(found.relevant.reduce((sum, value) => sum + value, 0)).toBe(2);
  const kept = found.shares[0].slice().sort();
  const all = row.slice(2).sort();
  expect([...kept]).toEqual([...all]);
});
