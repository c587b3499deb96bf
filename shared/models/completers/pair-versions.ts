// Finds the older version of test sets, so that what was added since can be sought.
import {nameAccession, nameKey} from '../../genes/tokens/name-words.ts';
import type {TestSet} from './part-sets.ts';

/** The sets that have one older version, its genes first, and how many have none or several. */
export interface VersionPairs {
  sets: TestSet[];
  unmatched: number;
  ambiguous: number;
}

/**
 * Pairs sets by the accession number in their names, or else by the words of the names; libraries do not count, as their
 * names tell the version. Genes that a set has lost since are shown, too: whoever asked then knew of no loss.
 */
export function pairVersions(sets: readonly TestSet[], older: readonly TestSet[]): VersionPairs {
  const byAccession = indexBy(older, ({name}) => nameAccession(name));
  const byWords = indexBy(older, ({name}) => nameKey(name) || undefined);
  const pairs: VersionPairs = {sets: [], unmatched: 0, ambiguous: 0};
  for (const set of sets) {
    const found =
      byAccession.get(nameAccession(set.name) ?? '') ?? byWords.get(nameKey(set.name)) ?? [];
    if (found.length === 1) pairs.sets.push(join(set, found[0]));
    else if (found.length === 0) pairs.unmatched++;
    else pairs.ambiguous++;
  }
  return pairs;
}

function indexBy(
  sets: readonly TestSet[],
  keyOf: (set: TestSet) => string | undefined,
): Map<string, TestSet[]> {
  const index = new Map<string, TestSet[]>();
  for (const set of sets) {
    const key = keyOf(set);
    if (key === undefined) continue;
    const known = index.get(key);
    if (known) known.push(set);
    else index.set(key, [set]);
  }
  return index;
}

function join(set: TestSet, {genes: old}: TestSet): TestSet {
  const known = new Set(old);
  const added = set.genes.filter(gene => !known.has(gene));
  return {...set, genes: [...old, ...added], oldGenes: old.length};
}
