// Training sets by their likeness to a list.
import {genesOf, sharedGenes, type TestedSets} from '../../shared/scores/enrichment/tested-sets.ts';
import type {NearestSet} from '../protocol.ts';

/** The sets that share a gene with the list, the highest cosine first, with the genes that they share. */
export function nearestSets(
  tested: TestedSets,
  genes: readonly number[],
): {set: number; likeness: number; shared: number[]}[] {
  return Array.from(sharedGenes(tested, genes), ([set, shared]) => {
    const size = genesOf(tested, set).length;
    return {set, shared, likeness: shared.length / Math.sqrt(genes.length * size)};
  }).sort((a, b) => b.likeness - a.likeness || a.set - b.set);
}

export function describeNearest(
  tested: TestedSets,
  {set, likeness, shared}: {set: number; likeness: number; shared: readonly number[]},
): NearestSet {
  const size = genesOf(tested, set).length;
  return {...tested.titles[set], likeness, shared: shared.length, size};
}
