// Sets that a list is enriched in, as `geneglot enrich` answers, with their dot plot.
import {type EnrichedList, enrichList, requireOverlap} from '../../shared/answers/enrich-list.ts';
import {type ReadNames, requireGene} from '../../shared/answers/require-gene.ts';
import type {OpenedSets} from '../../shared/answers/scope-sets.ts';
import type {Step} from '../../shared/answers/step.ts';
import {dotPlot, MOST_DOTS} from '../../shared/report/enrichment/dot-plot.ts';
import type {AskOf, Enriched, Scope} from '../protocol.ts';
import type {OpenScope, Session} from './session.ts';

/** Groups of alike sets, as many as the command shows. */
const MOST = 20;

/** Reads lists, one gene at least, and opens the sets that they are tested in. */
export function readLists(
  session: Session,
  lists: readonly (readonly string[])[],
  asked: Scope,
): {scope: OpenScope; read: ReadNames[]; opened: OpenedSets} {
  const scope = session.scope(asked);
  const read = lists.map(names => scope.space.read(names));
  requireGene(read);
  const opened = scope.open();
  requireOverlap(read, opened);
  return {scope, read, opened};
}

export async function enrichGenes(
  session: Session,
  {genes, fold = true, most = MOST, ...asked}: AskOf<'enrich'>,
  step: Step,
): Promise<Enriched> {
  const {scope, read, opened} = readLists(session, [genes], asked);
  const {tested, outside, libraries, allLibraries, background, notes} = opened;
  const asking = {model: session.model, space: scope.space, step};
  const list = await enrichList(read[0], opened, asking, {most, fold});
  return {
    ...list,
    ...{libraries, allLibraries, notes, fold},
    sets: tested.titles.length,
    setsOutside: outside,
    background: {name: background, genes: tested.backgroundSize},
    dotPlot: plotOf(list),
  };
}

function plotOf({groups}: EnrichedList): Enriched['dotPlot'] {
  if (groups.length === 0) return null;
  return dotPlot(groups.slice(0, MOST_DOTS).map(([set]) => set));
}
