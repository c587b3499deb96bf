import {describe, expect, test} from '@jest/globals';
import {
  type DrawOptions,
  drawBatches,
  toBatch,
} from '../../../shared/models/set-encoder/draw-batches.ts';
import {shardOf} from '../gpt/shard.ts';

const sets = Array.from({length: 50}, (_, i) =>
  Array.from({length: 2 + (i % 30)}, (_, j) => 1 + ((i * 31 + j) % 400)),
);
const shard = shardOf([[7], ...sets]);
const options: DrawOptions = {
  batchSize: 16,
  minVisibleShare: 0.05,
  maxVisibleShare: 0.6,
  maxVisible: 12,
  visibleInLoss: 'excluded',
  seed: 1,
  epoch: 0,
};
const keyOf = (genes: ArrayLike<number>) => Array.from(genes).sort((a, b) => a - b);

describe('drawBatches', () => {
  const batches = [...drawBatches(shard, options)];
  const shown = batches.flatMap(({visible}) => visible);
  const hidden = batches.flatMap(({targets}) => targets);

  test('an epoch has every set of two genes or more once, split into visible and hidden', () => {
    const met = shown.map((visible, i) => keyOf([...visible, ...hidden[i]]).join());
    expect(met.toSorted()).toEqual(sets.map(genes => keyOf(genes).join()).toSorted());
    expect(batches.map(({visible}) => visible.length)).toEqual([16, 16, 16, 2]);
    expect(met).not.toEqual(sets.map(genes => keyOf(genes).join()));
  });

  test('at least one gene is visible and one hidden, within the shares and the limit', () => {
    for (const [i, {length}] of shown.entries()) {
      const size = length + hidden[i].length;
      expect(length).toBeGreaterThanOrEqual(1);
      expect(hidden[i].length).toBeGreaterThanOrEqual(1);
      expect(length).toBeLessThanOrEqual(Math.max(1, Math.min(Math.round(0.6 * size), 12)));
    }
    // Shares are spread over the range.
    const shares = shown.map(({length}, i) => length / (length + hidden[i].length));
    expect(Math.min(...shares)).toBeLessThan(0.2);
    expect(Math.max(...shares)).toBeGreaterThan(0.45);
  });

  test('the same seed and epoch draw the same, others differently', () => {
    expect([...drawBatches(shard, options)]).toEqual(batches);
    expect([...drawBatches(shard, {...options, epoch: 1})]).not.toEqual(batches);
    expect([...drawBatches(shard, {...options, seed: 2})]).not.toEqual(batches);
  });

  test('visible genes are excluded, targets or negatives', () => {
    const set = [{visible: Int32Array.of(1, 2), hidden: Int32Array.of(3)}];
    expect(toBatch(set, 'excluded')).toMatchObject({
      targets: [Int32Array.of(3)],
      excludeVisible: true,
    });
    expect(toBatch(set, 'targets')).toMatchObject({
      targets: [Int32Array.of(1, 2, 3)],
      excludeVisible: false,
    });
    expect(toBatch(set, 'negatives')).toMatchObject({
      targets: [Int32Array.of(3)],
      excludeVisible: false,
    });
  });
});
