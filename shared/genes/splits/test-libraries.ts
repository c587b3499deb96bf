// What holding out libraries and holding out versions share: rows by library, and a test of at most so many sets.
import {createRandom} from '../../stats/random.ts';
import type {GeneSetTable} from '../sets/gene-set-table.ts';
import type {DrawOptions, Placement} from './draw-split.ts';

/** Libraries written out in a message. */
const MOST_NAMES = 12;

/** The rows of each library, libraries in order of their first sets. */
export function rowsByLibrary({libraries}: GeneSetTable): Map<string, number[]> {
  const rowsOf = new Map<string, number[]>();
  libraries.forEach((library, row) => {
    const rows = rowsOf.get(library);
    if (rows) rows.push(row);
    else rowsOf.set(library, [row]);
  });
  return rowsOf;
}

/** Makes the rows test sets, of more than `testSets` a random part; returns how many are beyond. */
export function keepTestSets(
  placements: Placement[],
  rows: readonly number[],
  {testSets, seed}: Pick<DrawOptions, 'testSets' | 'seed'>,
): number {
  const kept =
    rows.length > testSets
      ? createRandom(seed)
          .shuffle([...rows])
          .slice(0, testSets)
      : rows;
  for (const row of kept) placements[row] = 'test';
  return rows.length - kept.length;
}

/** Names for a message; of many the first. */
export function listNames(names: readonly string[]): string {
  const left = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return left > 0 ? `${shown} and ${left} more` : shown;
}
