import {describe, expect, test} from '@jest/globals';
import {findSupport} from '../../../shared/ask/completion/find-support.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {shardOf} from '../../models/gpt/shard.ts';

const random = createRandom(4);
const trained = Array.from({length: 80}, () => [
  ...new Set(Array.from({length: 3 + random.int(9)}, () => 1 + random.int(25))),
]);

describe('findSupport', () => {
  test.each([1, 3, 100])('names the %i most similar sets that hold a gene', count => {
    const given = [3, 7, 19, 21];
    const suggested = [1, 2, 24];
    const found = findSupport(
      shardOf(trained),
      Int32Array.from(given),
      Int32Array.from(suggested),
      count,
    );
    for (const [place, token] of suggested.entries()) {
      const expected = trained
        .map((set, row) => {
          const shared = set.filter(gene => given.includes(gene)).length;
          return {row, shared, similarity: shared / Math.sqrt(given.length * set.length)};
        })
        .filter(({row, shared}) => shared > 0 && trained[row].includes(token))
        .sort((a, b) => b.similarity - a.similarity || a.row - b.row);
      expect(expected.length).toBeGreaterThan(3);
      expect(found[place]).toEqual(expected.slice(0, count));
    }
  });

  test('names nothing where nothing is shared or asked for', () => {
    const shard = shardOf([[1, 2], [3]]);
    expect(findSupport(shard, Int32Array.of(3), Int32Array.of(1, 2), 5)).toEqual([[], []]);
    expect(findSupport(shard, Int32Array.of(1), Int32Array.of(2), 0)).toEqual([[]]);
  });
});
