// Small token shards for tests.
import {type TokenShard, toShard} from '../../../shared/genes/tokens/token-shard.ts';

/** A shard of the given sets with ids 0, 1, 2 …; every token is ≥ 1. */
export function shardOf(sets: number[][]): TokenShard {
  const {setIds, offsets, tokens} = toShard(sets, 0);
  return {setIds, offsets, tokens};
}
