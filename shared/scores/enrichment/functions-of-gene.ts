// Functions of one gene: the sets that hold it, and the sets without it that are most like them.
import {genesOf, holdersOfGene, sharedGenes, type TestedSets} from './tested-sets.ts';

/** Members without any likeness that each set is supposed to have besides, so that the smallest do not lead by chance. */
const PRIOR = 10;

/**
 * Sets that share a gene with `cosines` (those of `cosinesWith`, maybe of other sets), the most typical of the gene first:
 * Σ of the members' cosines with it, over their number and PRIOR. `known` hold the gene, `candidates` do not.
 */
export function setsByLikeness(
  tested: TestedSets,
  gene: number,
  cosines: ReadonlyMap<number, number>,
): {known: number[]; candidates: number[]} {
  const holds = new Set(holdersOfGene(tested, gene));
  const likeness = new Map<number, number>(Array.from(holds, set => [set, 0]));
  for (const [set, members] of sharedGenes(tested, cosines.keys())) {
    const sum = members.reduce((total, member) => total + (cosines.get(member) as number), 0);
    likeness.set(set, sum / (genesOf(tested, set).length + PRIOR));
  }
  const order = [...likeness].sort(([a, x], [b, y]) => y - x || a - b).map(([set]) => set);
  return {
    known: order.filter(set => holds.has(set)),
    candidates: order.filter(set => !holds.has(set)),
  };
}

/** For each gene that stands in a set beside this one: shared sets / √(its sets · the gene's sets). */
export function cosinesWith(sets: TestedSets, gene: number): Map<number, number> {
  const own = holdersOfGene(sets, gene);
  const together = new Map<number, number>();
  for (const set of own) {
    for (const member of genesOf(sets, set)) {
      if (member !== gene) together.set(member, (together.get(member) ?? 0) + 1);
    }
  }
  for (const [member, count] of together) {
    const others = holdersOfGene(sets, member).length;
    together.set(member, count / Math.sqrt(own.length * others));
  }
  return together;
}
