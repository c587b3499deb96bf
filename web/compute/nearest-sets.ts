// Training sets by their likeness to a list.
import {
  genesOf,
  holdersOfGene,
  type TestedSets,
} from '../../shared/scores/enrichment/tested-sets.ts';
import {topIndices} from '../../shared/stats/score-order.ts';
import type {NearestSet} from '../protocol.ts';

/** The sets that share a gene with the list, the highest cosine first, `most` at most; of `among` where it is given. */
export function nearestSets(
  tested: TestedSets,
  genes: readonly number[],
  most: number,
  among?: Int32Array,
): NearestSet[] {
  const shared = new Int32Array(tested.titles.length);
  for (const gene of genes) for (const set of holdersOfGene(tested, gene)) shared[set]++;
  const sizeOf = (set: number) => tested.offsets[set + 1] - tested.offsets[set];
  const candidates = (among ?? Int32Array.from(shared.keys())).filter(set => shared[set] > 0);
  const likeness = Float64Array.from(candidates, set => {
    return shared[set] / Math.sqrt(genes.length * sizeOf(set));
  });
  return Array.from(topIndices(likeness, most), place => {
    const set = candidates[place];
    const members = new Set(genesOf(tested, set));
    return {
      ...tested.titles[set],
      likeness: likeness[place],
      ...{shared: shared[set], size: sizeOf(set)},
      genes: genes.filter(gene => members.has(gene)).map(gene => tested.symbols[gene]),
    };
  });
}
