// Brings redundant sets together: a set that is like a better one is folded below it. The likeness is the combined
// coefficient of Merico et al. 2010 (PLoS ONE 5:e13984): the mean of the Jaccard and the overlap coefficient.
import {genesOf, holdersOfGene, type TestedSets} from './tested-sets.ts';

/** Sets as alike as this are redundant: EnrichmentMap's cut-off. */
export const ALIKE = 0.375;

/**
 * Groups of sets, best first: the best set that is in no group yet represents the next one and takes in all sets after it
 * that are like it. `order`: distinct sets, best first; at most `most` groups.
 */
export function groupAlike(
  tested: TestedSets,
  order: readonly number[],
  most = Number.POSITIVE_INFINITY,
): number[][] {
  const places = new Map(order.map((set, place) => [set, place]));
  const groups: number[][] = [];
  for (const set of order) {
    if (groups.length >= most) break;
    if (!places.delete(set)) continue;
    const folded = alikeSets(tested, set).filter(other => places.has(other));
    folded.sort((a, b) => (places.get(a) as number) - (places.get(b) as number));
    for (const other of folded) places.delete(other);
    groups.push([set, ...folded]);
  }
  return groups;
}

/** Mean of shared / |union| and shared / |smaller set|, 0..1. */
export function combinedCoefficient(shared: number, size: number, otherSize: number): number {
  return (shared / (size + otherSize - shared) + shared / Math.min(size, otherSize)) / 2;
}

function alikeSets(tested: TestedSets, set: number): number[] {
  const genes = genesOf(tested, set);
  const counts = new Int32Array(tested.titles.length);
  for (const gene of genes) for (const other of holdersOfGene(tested, gene)) counts[other]++;
  const isAlike = (shared: number, other: number) =>
    shared > 0 && combinedCoefficient(shared, genes.length, genesOf(tested, other).length) >= ALIKE;
  const alike: number[] = [];
  for (const [other, shared] of counts.entries()) if (isAlike(shared, other)) alike.push(other);
  return alike;
}
