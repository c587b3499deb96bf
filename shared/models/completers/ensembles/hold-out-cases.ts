// Parts the training sets of a model of models: some, in whole clusters of near-twins, become cases to learn from, and
// the members are fitted anew to the rest. A set of the rest is no nearer to a case than training is to a test set.
import {drawClusters} from '../../../genes/splits/draw-split.ts';
import {selectRows, type TokenShard} from '../../../genes/tokens/token-shard.ts';

/** A cluster of more than this share of the cases would teach about itself alone; it stays in the rest. */
const LARGEST_SHARE = 0.1;

export interface HeldOutCases {
  cases: TokenShard;
  rest: TokenShard;
}

/**
 * `clusters` as the split wrote them; throws where it does not know a training set. At most half of the sets are drawn,
 * none where all clusters are too large.
 */
export function holdOutCases(
  training: TokenShard,
  clusters: readonly {setId: number; cluster: number}[],
  wanted: number,
  seed: number,
): HeldOutCases {
  const clusterOf = clustersOf(
    training,
    new Map(clusters.map(({setId, cluster}) => [setId, cluster])),
  );
  const total = training.setIds.length;
  const most = Math.min(wanted, Math.floor(total / 2));
  const maxClusterShare = (LARGEST_SHARE * most) / total;
  const drawn = drawClusters(clusterOf, most, {maxClusterShare, seed});
  const isDrawn = new Set(drawn);
  const rest = Array.from({length: total}, (_, row) => row).filter(row => !isDrawn.has(row));
  return {cases: selectRows(training, drawn), rest: selectRows(training, rest)};
}

/** The cluster of every training set, numbered anew from 0 without gaps. */
function clustersOf({setIds}: TokenShard, known: ReadonlyMap<number, number>): Int32Array {
  const numbers = new Map<number, number>();
  return Int32Array.from(setIds, setId => {
    const cluster = known.get(setId);
    if (cluster === undefined) {
      throw new Error(
        `found no cluster of training set ${setId}, expected one for each. Connect the clusters of the split that the training sets come from.`,
      );
    }
    if (!numbers.has(cluster)) numbers.set(cluster, numbers.size);
    return numbers.get(cluster)!;
  });
}
