// Shapes that a stored stack must have: kept apart from what computes with them, because every stage that writes a model
// depends on this file, and none but the stack's own should be stale when pooling or fitting changes.

/** Weights of a network from D features over H and H hidden units to one score, all row-major (in, out). */
export interface RankNetwork {
  inputs: number;
  hidden: number;
  /** first (D, H), firstBias (H), second (H, H), secondBias (H), last (H), one after the other. */
  weights: Float64Array;
}

const PER_MEMBER = 3;
/** Log popularity of the gene, similarity of the nearest known set, log of the genes shown. */
const SHARED = 3;

/** Columns of the features that a member gives. */
export function featuresOfMember(member: number) {
  const at = member * PER_MEMBER;
  return {logRank: at, logShare: at + 1, share: at + 2};
}

/** D: features of one gene, those that no member gives last. */
export function featureCount(members: number): number {
  return PER_MEMBER * members + SHARED;
}

/** Where each part of the weights begins. */
export function layoutOf(D: number, H: number) {
  const firstBias = D * H;
  const second = firstBias + H;
  const secondBias = second + H * H;
  const last = secondBias + H;
  return {first: 0, firstBias, second, secondBias, last, size: last + H};
}
