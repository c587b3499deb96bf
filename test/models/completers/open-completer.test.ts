import {expect, test} from '@jest/globals';
import {openCompleter, openMembers} from '../../../shared/models/completers/open-completer.ts';
import {topIndices} from '../../../shared/stats/score-order.ts';
import {toyShard, VOCAB_SIZE} from '../../stages/toy-corpus.ts';

const training = toyShard(60, 1);
const shape = {vocabSize: VOCAB_SIZE, training};
const geneSets = new Float32Array(VOCAB_SIZE);
for (const token of training.tokens) geneSets[token]++;
const popularity = {kind: 'popularity' as const, geneSets, setCount: 60};
const options = {engine: 'auto' as const};

test.each([
  [{kind: 'co-occurrence', options: {smoothing: 0.5}, ...shape}, 'co-occurrence, smoothing 0.5'],
  [{kind: 'item-item', options: {}, ...shape}, 'item–item cosine'],
  [
    {kind: 'nearest-sets', options: {power: 3, idf: true}, ...shape},
    'nearest sets, idf-weighted cosine to the power 3',
  ],
] as const)('opens a lookup: %#', async (model, description) => {
  const completer = await openCompleter(model, options);
  expect(completer).toMatchObject({description, vocabSize: VOCAB_SIZE});
  const [row] = await completer.rank([Int32Array.of(1, 2, 3)]);
  // Tokens 1 to 12 are one group: whoever looks at sets names the rest of it first.
  for (const token of topIndices(row, 9)) expect(token).toBeLessThanOrEqual(12);
  const [shares] = await completer.probabilities!([Int32Array.of(1, 2, 3)]);
  expect(shares.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
});

test('popularity ranks by the share of sets, whatever is shown', async () => {
  const completer = await openCompleter(popularity, options);
  const [row, other] = await completer.rank([Int32Array.of(1), Int32Array.of(2)]);
  expect(row[5]).toBe(geneSets[5] / 60);
  expect(other[5]).toBe(row[5]);
});

test('opens members in their order', async () => {
  const models = [popularity, {kind: 'item-item' as const, options: {}, ...shape}];
  const members = await openMembers(
    models.map(model => ({model})),
    options,
  );
  expect(members.map(({description}) => description)).toEqual(['popularity', 'item–item cosine']);
});
