import {describe, expect, test} from '@jest/globals';
import {featureCount} from '../../../shared/models/ensembles/network-shape.ts';
import {poolFeatures} from '../../../shared/models/ensembles/pool-features.ts';

const none = Number.NEGATIVE_INFINITY;
const votes = {scores: Float64Array.of(none, 8, 4, none, 0, 2), shares: true};
const sums = {scores: Float64Array.of(none, -1, 3, none, 6, -2), shares: false};
const logPopularity = Float64Array.of(0, 1, 2, 3, 4, 5);
const context = {similarity: 0.25, visible: 1};

describe('pooled genes', () => {
  test('are the best of every member, described by each', () => {
    const {genes, features} = poolFeatures([votes, sums], context, logPopularity, 2);
    expect([...genes]).toEqual([1, 2, 4]);
    const D = featureCount(2);
    const rows = [0, 1, 2].map(i => [...features.subarray(i * D, (i + 1) * D)]);
    const close = (values: number[]) => values.map(value => expect.closeTo(value, 5));
    const shared = (gene: number) => [logPopularity[gene], 0.25, Math.log(2)];
    // Gene 1: first of the votes, third of the sums (cut at depth + 1), where it speaks against itself.
    expect(rows[0]).toEqual(close([0, 0, 1, -Math.log(3), Math.log(1e-4), 0, ...shared(1)]));
    expect(rows[1]).toEqual(
      close([-Math.log(2), Math.log(0.5), 0.5, -Math.log(2), Math.log(0.5), 0.5, ...shared(2)]),
    );
    expect(rows[2]).toEqual(close([-Math.log(3), Math.log(1e-4), 0, 0, 0, 1, ...shared(4)]));
  });

  test('are read from sums that are all below zero by their distance from the lowest', () => {
    const below = {scores: Float64Array.of(none, -4, -2, none, -3, none), shares: false};
    const {genes, features} = poolFeatures([below], context, logPopularity, 3);
    expect([...genes]).toEqual([1, 2, 4]);
    const D = featureCount(1);
    expect([0, 1, 2].map(i => features[i * D + 2])).toEqual([0, 1, 0.5]);
  });
});
