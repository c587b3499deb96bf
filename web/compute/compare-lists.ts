// Several lists side by side: shared and own genes, and the sets that they are enriched in.
import {QuestionError} from '../../shared/answers/question-error.ts';
import type {Step} from '../../shared/answers/step.ts';
import {log10Q} from '../../shared/scores/enrichment/describe-enrichment.ts';
import {groupAlike} from '../../shared/scores/enrichment/group-alike.ts';
import {type EnrichedSet, testEnrichment} from '../../shared/scores/enrichment/test-enrichment.ts';
import {genesOf, type TestedSets} from '../../shared/scores/enrichment/tested-sets.ts';
import type {AskOf, Compared, ComparedSet} from '../protocol.ts';
import {readLists} from './enrich-genes.ts';
import type {Session} from './session.ts';

/** Groups of each list. */
const MOST = 10;
/** Lists whose overlaps fit a diagram. */
const MOST_REGIONS = 3;

export async function compareLists(
  session: Session,
  {lists, most = MOST, ...asked}: AskOf<'compare'>,
  step: Step,
): Promise<Compared> {
  if (lists.length < 2) {
    throw new QuestionError(`found ${lists.length} list, expected two at least`);
  }
  const {read, opened, scope} = readLists(
    session,
    lists.map(({genes}) => genes),
    asked,
  );
  const tokens = read.map(({genes}) => genes.map(({token}) => token));
  const symbolOf = (token: number) => scope.space.symbols[token];
  const {tested} = opened;
  return {
    lists: lists.map(({name}, i) => ({
      name,
      genes: tokens[i].map(symbolOf),
      leftOut: read[i].leftOut,
    })),
    regions: lists.length <= MOST_REGIONS ? regionsOf(tokens, symbolOf) : [],
    pairs: pairsOf(tokens),
    sets: await compareSets(tested, tokens, most, step),
    notes: opened.notes,
  };
}

/** Genes by the lists that hold them. */
function regionsOf(
  lists: readonly number[][],
  symbolOf: (token: number) => string,
): Compared['regions'] {
  const regions = new Map<string, {lists: number[]; genes: string[]}>();
  for (const token of new Set(lists.flat())) {
    const holding = lists.flatMap((list, i) => (list.includes(token) ? [i] : []));
    const region = regions.get(holding.join()) ?? {lists: holding, genes: []};
    region.genes.push(symbolOf(token));
    regions.set(holding.join(), region);
  }
  return [...regions.values()].sort((a, b) => b.genes.length - a.genes.length);
}

function pairsOf(lists: readonly number[][]): Compared['pairs'] {
  const members = lists.map(list => new Set(list));
  return lists.flatMap((list, a) =>
    lists.slice(a + 1).map((other, i) => {
      const b = a + 1 + i;
      const shared = list.filter(token => members[b].has(token)).length;
      const union = list.length + other.length - shared;
      const jaccard = union > 0 ? shared / union : 0;
      return {lists: [a, b] as [number, number], shared, union, jaccard};
    }),
  );
}

/**
 * The sets that represent the best groups of any list, alike ones folded again, with the test of every list. Tests are
 * made twice, so that those of hundreds of lists need not be kept.
 */
async function compareSets(
  tested: TestedSets,
  lists: readonly number[][],
  most: number,
  step: Step,
): Promise<ComparedSet[]> {
  const bestQ = new Map<number, number>();
  for (const [i, list] of lists.entries()) {
    await step(i, 2 * lists.length);
    const rows = new Map(testEnrichment(tested, list).map(row => [row.set, row]));
    for (const [set] of groupAlike(tested, [...rows.keys()], most)) {
      const q = log10Q(rows.get(set) as EnrichedSet);
      bestQ.set(set, Math.min(q, bestQ.get(set) ?? 0));
    }
  }
  const order = [...bestQ].sort(([a, p], [b, q]) => p - q || a - b).map(([set]) => set);
  const sets = groupAlike(tested, order).map(([set]) => set);
  const compared: ComparedSet[] = sets.map(set => {
    return {...tested.titles[set], size: genesOf(tested, set).length, tests: []};
  });
  for (const [i, list] of lists.entries()) {
    await step(lists.length + i, 2 * lists.length);
    const rows = new Map(testEnrichment(tested, list).map(row => [row.set, row]));
    for (const [j, set] of sets.entries()) compared[j].tests.push(testOf(rows.get(set), tested));
  }
  return compared;
}

function testOf(row: EnrichedSet | undefined, {symbols}: TestedSets): ComparedSet['tests'][number] {
  if (row === undefined) return null;
  const {shared, fold, pValue, log10PValue, qValue} = row;
  return {shared: shared.map(gene => symbols[gene]), fold, pValue, log10PValue, qValue};
}
