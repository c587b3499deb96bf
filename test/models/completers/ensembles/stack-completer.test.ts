import {expect, test} from '@jest/globals';
import {layoutOf} from '../../../../shared/engines/contract/rank-network.ts';
import {loadEngine} from '../../../../shared/engines/load.ts';
import {stackCompleter} from '../../../../shared/models/completers/ensembles/stack-completer.ts';
import {featureCount, featuresOfMember} from '../../../../shared/models/ensembles/network-shape.ts';
import type {StackModel} from '../../../../shared/models/kinds/stack.ts';
import {shardOf} from '../../gpt/shard.ts';
import {fakeCompleter} from '../fake-completer.ts';

const {engine} = await loadEngine('auto');
const VOCAB_SIZE = 8;
const inputs = featureCount(2);
const {size, firstBias, second, secondBias, last} = layoutOf(inputs, 1);

/** A network of one unit that scores a gene by its share of the second member's best score. */
const weights = new Float64Array(size);
weights[featuresOfMember(1).share] = 1;
for (const at of [second, last]) weights[at] = 1;
expect([firstBias, secondBias]).toEqual([inputs, inputs + 2]);

const model: StackModel = {
  ...{
    kind: 'stack',
    vocabSize: VOCAB_SIZE,
    depth: 3,
    training: shardOf([
      [1, 2],
      [3, 4],
    ]),
  },
  ...{network: {inputs, hidden: 1, weights}, calibration: {expected: [0, 1], observed: [0, 0.5]}},
  members: ['high', 'low'].map(name => ({name, model: undefined})),
};

/** The first member ranks high tokens first, the second low ones: 2 four times as good as 3, 3 as 4. */
function openMembers() {
  const low = Float64Array.of(0, 0, 16, 4, 1, 0, 0, 0);
  return [
    fakeCompleter(VOCAB_SIZE),
    fakeCompleter(VOCAB_SIZE, {probabilities: async prompts => prompts.map(() => low.slice())}),
  ];
}
const prompts = [Int32Array.of(1)];

test('ranks the pooled genes by the network, all others below as the first member has them', async () => {
  const completer = stackCompleter(model, openMembers(), engine);
  expect(completer.description).toBe('stacked ranking of high, low');
  const [row] = await completer.rank(prompts);
  // Pooled are 7, 6, 5 of the first and 2, 3, 4 of the second.
  expect([...row.subarray(2)]).toEqual([1, 0.25, 0.0625, 0, 0, 0]);
  expect([row[0], row[1]]).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  const [shallow] = await stackCompleter({...model, depth: 1}, openMembers(), engine).rank(prompts);
  expect([shallow[2], shallow[7]]).toEqual([1, 0]);
  const below = [...shallow.subarray(3, 7)];
  expect(below).toEqual(below.toSorted((a, b) => a - b));
  expect(Math.max(...below)).toBeLessThan(0);
});

test('probabilities are the softmax over the pool, chances read from the calibration', async () => {
  const completer = stackCompleter(model, openMembers(), engine);
  const [p] = await completer.probabilities!(prompts);
  expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  expect(p[2] / p[3]).toBeCloseTo(Math.exp(0.75), 12);
  expect([p[0], p[1]]).toEqual([0, 0]);
  expect(completer.chanceOf!(2 * p[2])).toBeCloseTo(p[2], 12);
});

test('asks its members once for the same prompts, and disposes of them', async () => {
  const members = openMembers();
  const completer = stackCompleter(model, members, engine);
  await completer.rank(prompts);
  await completer.probabilities!(prompts);
  expect(members[0].ranked).toEqual([1]);
  await completer.rank([...prompts]);
  expect(members[0].ranked).toEqual([1, 1]);
  completer.dispose();
  expect(members.map(({disposed}) => disposed)).toEqual([1, 1]);
});
