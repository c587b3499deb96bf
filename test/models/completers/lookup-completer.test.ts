import {expect, test} from '@jest/globals';
import {rankOneByOne} from '../../../shared/models/baselines/gene-ranker.ts';
import {lookupCompleter} from '../../../shared/models/completers/lookup-completer.ts';

const ranker = rankOneByOne(prompt =>
  Float64Array.from({length: 4}, (_, gene) =>
    gene === 0 || prompt.includes(gene) ? Number.NEGATIVE_INFINITY : gene,
  ),
);
const prompts = [Int32Array.of(1), Int32Array.of(3)];

test('ranks by the ranker, prompt by prompt; votes are read as shares', async () => {
  const completer = lookupCompleter(ranker, {description: 'toy', vocabSize: 4, votes: true});
  expect(completer).toMatchObject({description: 'toy', vocabSize: 4});
  const rows = await completer.rank(prompts);
  expect(rows.map(row => [...row])).toEqual([
    [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 2, 3],
    [Number.NEGATIVE_INFINITY, 1, 2, Number.NEGATIVE_INFINITY],
  ]);
  const shares = await completer.probabilities!(prompts);
  expect(shares.map(row => [...row])).toEqual([
    [0, 0, 2 / 5, 3 / 5],
    [0, 1 / 3, 2 / 3, 0],
  ]);
});

test('scores that are no votes have no probabilities', () => {
  const completer = lookupCompleter(ranker, {description: 'toy', vocabSize: 4, votes: false});
  expect(completer.probabilities).toBeUndefined();
});
