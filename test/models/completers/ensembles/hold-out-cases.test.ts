import {expect, test} from '@jest/globals';
import {holdOutCases} from '../../../../shared/models/completers/ensembles/hold-out-cases.ts';
import {toyShard} from '../../../stages/toy-corpus.ts';

const training = toyShard(60, 1);
/** Clusters of three sets, numbered as a split numbers them: over all sets, also those that are not in training. */
const clusters = Array.from(training.setIds, setId => ({
  setId,
  cluster: 10 + Math.floor(setId / 3),
}));
const clusterOf = new Map(clusters.map(({setId, cluster}) => [setId, cluster]));
const setsOf = (shard: typeof training) =>
  new Map(
    Array.from(shard.setIds, (setId, row) => [
      setId,
      Array.from(shard.tokens.subarray(shard.offsets[row], shard.offsets[row + 1])),
    ]),
  );

test('parts whole clusters of training sets from the rest', () => {
  const {cases, rest} = holdOutCases(training, clusters, 30, 1);
  expect(cases.setIds.length).toBe(30);
  const parted = new Map([...setsOf(cases), ...setsOf(rest)]);
  expect(parted.size).toBe(60);
  for (const [setId, genes] of setsOf(training)) expect(parted.get(setId)).toEqual(genes);
  const inCases = new Set(Array.from(cases.setIds, setId => clusterOf.get(setId)));
  expect(Array.from(rest.setIds).some(setId => inCases.has(clusterOf.get(setId)))).toBe(false);
});

test('leaves half of the sets and every large cluster to the members', () => {
  expect(holdOutCases(training, clusters, 1000, 1).cases.setIds.length).toBe(30);
  expect(holdOutCases(training, clusters, 20, 1).cases.setIds.length).toBe(0);
  const one = clusters.map(({setId}) => ({setId, cluster: setId < 40 ? 0 : setId}));
  const {cases} = holdOutCases(training, one, 1000, 1);
  expect(Math.min(...cases.setIds)).toBe(40);
});

test('draws others by another seed, the same by the same', () => {
  const drawn = (seed: number) => holdOutCases(training, clusters, 30, seed).cases.setIds;
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(2)).not.toEqual(drawn(1));
});

test('names a set without a cluster', () => {
  expect(() => holdOutCases(training, clusters.slice(1), 20, 1)).toThrow(
    'found no cluster of training set 0',
  );
});
