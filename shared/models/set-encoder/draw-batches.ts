// Batches of partly visible sets for training: every epoch each set shows another random part of another random size.

import type {SetBatch} from '../../engines/contract/set-encoder.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {createRandom, type Random} from '../../stats/random.ts';

/**
 * What the loss says of the genes that are visible: they are `excluded` from it, or `targets` like the hidden ones (a
 * denoising auto-encoder's), or `negatives` like the genes of other sets.
 */
export const VISIBLE_IN_LOSS = ['excluded', 'targets', 'negatives'] as const;
export type VisibleInLoss = (typeof VISIBLE_IN_LOSS)[number];

export interface DrawOptions {
  /** B, sets of a batch. */
  batchSize: number;
  /** A set shows a share of its genes drawn uniformly from this range, at least one gene and at most all but one. */
  minVisibleShare: number;
  maxVisibleShare: number;
  /** Most genes a set shows; the others are hidden however many they are. */
  maxVisible: number;
  visibleInLoss: VisibleInLoss;
  seed: number;
  epoch: number;
}

/** A set as the network meets it. */
interface PartlyVisibleSet {
  visible: Int32Array;
  hidden: Int32Array;
}

/** All batches of one epoch, a function of the options alone, so that a resumed training sees the same data. */
export function* drawBatches(shard: TokenShard, options: DrawOptions): Generator<SetBatch> {
  const random = createRandom(options.seed, options.epoch);
  const order = random.shuffle(Int32Array.from(completableSets(shard)));
  for (let first = 0; first < order.length; first += options.batchSize) {
    const part = order.subarray(first, first + options.batchSize);
    yield toBatch(
      Array.from(part, set => showPart(shard, set, options, random)),
      options.visibleInLoss,
    );
  }
}

/** The sets as a batch whose loss takes visible genes as it is told to. */
export function toBatch(sets: PartlyVisibleSet[], visibleInLoss: VisibleInLoss): SetBatch {
  return {
    visible: sets.map(({visible}) => visible),
    targets: sets.map(({visible, hidden}) =>
      visibleInLoss === 'targets' ? Int32Array.of(...visible, ...hidden) : hidden,
    ),
    excludeVisible: visibleInLoss === 'excluded',
  };
}

/** Rows of the sets that have a gene to show and one to hide. */
export function completableSets({setIds, offsets}: TokenShard): number[] {
  return Array.from(setIds.keys()).filter(set => offsets[set + 1] - offsets[set] > 1);
}

function showPart(
  shard: TokenShard,
  set: number,
  {minVisibleShare, maxVisibleShare, maxVisible}: DrawOptions,
  random: Random,
): PartlyVisibleSet {
  const genes = Int32Array.from(shard.tokens.subarray(shard.offsets[set], shard.offsets[set + 1]));
  random.shuffle(genes);
  const share = minVisibleShare + (maxVisibleShare - minVisibleShare) * random.next();
  const most = Math.min(genes.length - 1, maxVisible);
  const shown = Math.max(1, Math.min(Math.round(share * genes.length), most));
  return {visible: genes.slice(0, shown), hidden: genes.slice(shown)};
}
