// The features of a stored stack's network: kept apart from what computes with them, because every stage that writes a
// model depends on this file, and none but the stack's own should be stale when pooling or fitting changes.

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
