// Four training sets over eight genes (tokens 1..8; token 0 ends a set), small enough to score by hand.
import {type GeneIndex, indexGenes} from '../../../shared/models/baselines/gene-index.ts';
import {shardOf} from '../gpt/shard.ts';

export const smallSets = [
  [1, 2, 3, 4],
  [1, 2, 5],
  [6, 7],
  [1, 6, 7, 5],
];

export function smallIndex(): GeneIndex {
  return indexGenes(shardOf(smallSets), 9);
}
