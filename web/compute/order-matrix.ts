// The matrix of given genes and sets, rows and columns ordered so that blocks show.
import {QuestionError} from '../../shared/answers/question-error.ts';
import type {Step} from '../../shared/answers/step.ts';
import {groupAlike} from '../../shared/scores/enrichment/group-alike.ts';
import {testEnrichment} from '../../shared/scores/enrichment/test-enrichment.ts';
import {
  genesOf,
  type SetTitle,
  type TestedSets,
} from '../../shared/scores/enrichment/tested-sets.ts';
import type {AskOf, Matrix} from '../protocol.ts';
import {bitRow, orderByBonds} from './bond-energy.ts';
import {readLists} from './enrich-genes.ts';
import type {Session} from './session.ts';

/** Sets shown where none are chosen. */
const MOST_SETS = 12;

export async function orderMatrix(
  session: Session,
  {genes: names, sets: wanted, ...asked}: AskOf<'matrix'>,
  step: Step,
): Promise<Matrix> {
  const {read, opened} = readLists(session, [names], asked);
  const {tested} = opened;
  const tokens = read[0].genes.map(({token}) => token);
  const chosen = wanted === undefined ? bestSets(tested, tokens) : findSets(tested, wanted);
  const members = chosen.map(set => new Set(genesOf(tested, set)));
  const held = tokens.map(token => members.map(own => own.has(token)));
  const rows = await orderByBonds(held.map(bitRow), step);
  const byColumn = chosen.map((_, column) => bitRow(held.map(row => row[column])));
  const columns = await orderByBonds(byColumn, step);
  return {
    genes: rows.map(row => read[0].genes[row].symbol),
    sets: columns.map(column => ({
      ...tested.titles[chosen[column]],
      size: members[column].size,
      shared: held.filter(row => row[column]).length,
    })),
    cells: rows.map(row => columns.map(column => (held[row][column] ? 1 : 0))),
  };
}

/** Sets that represent the best groups of the enrichment. */
function bestSets(tested: TestedSets, tokens: readonly number[]): number[] {
  const order = testEnrichment(tested, tokens).map(({set}) => set);
  return groupAlike(tested, order, MOST_SETS).map(([set]) => set);
}

function findSets({titles}: TestedSets, wanted: readonly SetTitle[]): number[] {
  const places = new Map(titles.map(({library, name}, i) => [`${library}\t${name}`, i]));
  return wanted.map(({library, name}) => {
    const place = places.get(`${library}\t${name}`);
    if (place !== undefined) return place;
    throw new QuestionError(
      `sets: found ${name} of ${library}, expected a set of the libraries tested. Choose its library, or leave the set out.`,
    );
  });
}
