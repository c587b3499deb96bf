// What a list of genes is enriched in, with names: tested sets in groups of alike ones, and where its completion leads.
import {groupAlike} from './group-alike.ts';
import {rankCompleted} from './rank-completed.ts';
import {type EnrichedSet, testEnrichment} from './test-enrichment.ts';
import type {SetTitle, TestedSets} from './tested-sets.ts';

/** q-values up to this count as significant. */
export const SIGNIFICANT = 0.05;

/** A tested set; genes as symbols. */
export interface TestedSet extends SetTitle, Omit<EnrichedSet, 'set' | 'shared'> {
  /** From 1, among all sets tested. */
  rank: number;
  shared: string[];
}

/** A set that the completed list leads to: the model's opinion, no test. */
export interface CompletedSet extends SetTitle {
  rank: number;
  /** Its rank by the test of the given genes alone; null where it holds none of them. */
  testedRank: number | null;
  given: string[];
  added: string[];
  size: number;
  fold: number;
}

export interface ListEnrichment {
  /** Given genes within the background. */
  drawn: number;
  /** Sets tested: those that hold a given gene within the background. */
  tested: number;
  /** Sets with q ≤ SIGNIFICANT. */
  significant: number;
  /** Groups of alike sets, best first; the first of a group represents it. */
  groups: TestedSet[][];
  /** Genes that the model added, and the groups of sets that the list then leads to. */
  added: string[];
  completed: CompletedSet[][];
  /** Genes of the completed list within the background. */
  completedDrawn: number;
}

export interface DescribeOptions {
  /** Groups at most, of each kind. */
  most: number;
  /** Whether alike sets are folded below the best of them; else each set is a group. */
  fold: boolean;
}

/** Tests distinct genes `given`; `added` are those that a model would add. */
export function describeEnrichment(
  tested: TestedSets,
  given: readonly number[],
  added: readonly number[],
  options: DescribeOptions,
): ListEnrichment {
  const enriched = testEnrichment(tested, given);
  const ranks = new Map(enriched.map(({set}, i) => [set, i + 1]));
  const symbolsOf = (genes: readonly number[]) => genes.map(gene => tested.symbols[gene]);
  const rows = enriched.map((row, i) => ({...row, rank: i + 1}));
  const led = rankCompleted(tested, given, added).map((row, i) => ({...row, rank: i + 1}));
  const within = (genes: readonly number[]) =>
    genes.filter(gene => tested.holds[gene] === 1).length;
  return {
    drawn: within(given),
    completedDrawn: within(given) + within(added),
    tested: rows.length,
    significant: rows.filter(({qValue}) => qValue <= SIGNIFICANT).length,
    groups: groupRows(tested, rows, options, ({set, shared, ...row}) => {
      return {...tested.titles[set], ...row, shared: symbolsOf(shared)};
    }),
    added: symbolsOf(added),
    completed: groupRows(tested, led, options, ({set, given, added, ...row}) => {
      const genes = {given: symbolsOf(given), added: symbolsOf(added)};
      return {...tested.titles[set], ...row, testedRank: ranks.get(set) ?? null, ...genes};
    }),
  };
}

/** log10 of a set's q-value, also where its p-value underflows. */
export function log10Q({
  qValue,
  pValue,
  log10PValue,
}: Pick<TestedSet, 'qValue' | 'pValue' | 'log10PValue'>): number {
  return pValue > 0 && qValue > 0 ? log10PValue + Math.log10(qValue / pValue) : log10PValue;
}

/** Rows of sets, best first, in groups. */
export function groupRows<Row extends {set: number}, Named>(
  tested: TestedSets,
  rows: readonly Row[],
  {most, fold}: DescribeOptions,
  describe: (row: Row) => Named,
): Named[][] {
  if (!fold) return rows.slice(0, most).map(row => [describe(row)]);
  const rowOf = new Map(rows.map(row => [row.set, row]));
  const order = rows.map(({set}) => set);
  return groupAlike(tested, order, most).map(group =>
    group.map(set => describe(rowOf.get(set) as Row)),
  );
}
