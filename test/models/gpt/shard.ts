// Small token shards for tests.
import type {TokenShard} from '../../../shared/genes/tokens/token-shard.ts';

/** A shard of the given sets with ids 0, 1, 2 …; every token is ≥ 1. */
export function shardOf(sets: number[][]): TokenShard {
  const offsets = new Int32Array(sets.length + 1);
  sets.forEach((set, i) => {
    offsets[i + 1] = offsets[i] + set.length;
  });
  return {
    setIds: Int32Array.from(sets.keys()),
    offsets,
    tokens: Uint16Array.from(sets.flat()),
  };
}
