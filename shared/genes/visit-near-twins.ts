// Near-twins between two groups of sets of one table: a few that are held out, and the many they are compared with.
import {type GeneSetTable, genesOf, setSize} from './gene-set-table.ts';
import {areNearTwins, type TwinCriteria} from './near-twins.ts';
import {OverlapIndex} from './overlap-index.ts';

/** Calls `visit` with the rows of every pair of near-twins; exact, with an index over `few` alone. */
export function visitNearTwins(
  table: GeneSetTable,
  few: ArrayLike<number>,
  many: ArrayLike<number>,
  criteria: TwinCriteria,
  visit: (fewRow: number, manyRow: number) => void,
): void {
  const index = new OverlapIndex(table, few);
  for (let i = 0; i < many.length; i++) {
    const size = setSize(table, many[i]);
    index.visitOverlaps(genesOf(table, many[i]), (place, overlap) => {
      if (areNearTwins(setSize(table, few[place]), size, overlap, criteria))
        visit(few[place], many[i]);
    });
  }
}
