// What a list of genes could be called by looking it up: as the known set that is nearest to it, or as the one that it is
// most enriched in.
import {overlapTail} from './test-enrichment.ts';
import {genesOf, holdersOfGene, type TestedSets} from './tested-sets.ts';

export interface KnownSet {
  /** Place in the sets tested. */
  set: number;
  /** Genes of the list that it holds. */
  shared: number;
  /** Its genes. */
  size: number;
  /** shared / √(genes of the list · size), 0..1: the likeness by which lookups rank. */
  cosine: number;
  /** Of a one-sided Fisher test against the genes of all sets. */
  log10PValue: number;
}

/** The `count` sets of highest cosine and those of smallest p-value, best first; fewer where fewer hold a gene of the list. */
export function knownNames(
  tested: TestedSets,
  list: ArrayLike<number>,
  count: number,
): {nearest: KnownSet[]; enriched: KnownSet[]} {
  const drawn = [...new Set(Array.from(list))].filter(gene => tested.holds[gene] === 1);
  const tailOf = rememberTails(tested, drawn.length);
  const known = countShared(tested, drawn).map(([set, shared]): KnownSet => {
    const size = genesOf(tested, set).length;
    const cosine = shared / Math.sqrt(drawn.length * size);
    return {set, shared, size, cosine, log10PValue: tailOf(shared, size)};
  });
  return {
    nearest: first(known, count, (a, b) => a.cosine > b.cosine),
    // Of equal p-values the set with the larger share in the list, as testEnrichment orders them.
    enriched: first(
      known,
      count,
      (a, b) =>
        a.log10PValue < b.log10PValue ||
        (a.log10PValue === b.log10PValue && a.shared / a.size > b.shared / b.size),
    ),
  };
}

/** The sets that hold a gene of the list, ascending, and how many of its genes each holds. */
function countShared(tested: TestedSets, list: readonly number[]): [set: number, shared: number][] {
  const counts = new Int32Array(tested.titles.length);
  for (const gene of list) for (const set of holdersOfGene(tested, gene)) counts[set]++;
  const known: [set: number, shared: number][] = [];
  for (let set = 0; set < counts.length; set++) {
    if (counts[set] > 0) known.push([set, counts[set]]);
  }
  return known;
}

/** log10 of the p-value by overlap and size: many sets of a corpus share both. */
function rememberTails(
  tested: TestedSets,
  drawn: number,
): (shared: number, size: number) => number {
  const known = new Map<string, number>();
  return (shared, size) => {
    const key = `${shared} ${size}`;
    const log10PValue = known.get(key) ?? overlapTail(tested, shared, size, drawn).log10PValue;
    known.set(key, log10PValue);
    return log10PValue;
  };
}

/** The first `count` in order; of equals the earlier ones. */
function first(
  sets: readonly KnownSet[],
  count: number,
  isBefore: (a: KnownSet, b: KnownSet) => boolean,
): KnownSet[] {
  const kept: KnownSet[] = [];
  for (const set of sets) {
    const place = kept.findIndex(other => isBefore(set, other));
    if (place < 0 && kept.length === count) continue;
    kept.splice(place < 0 ? kept.length : place, 0, set);
    if (kept.length > count) kept.pop();
  }
  return kept;
}
