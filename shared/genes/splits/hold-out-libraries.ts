// Holds out whole libraries: what a model knows of the others must be enough for theirs.
import {createRandom} from '../../stats/random.ts';
import type {TwinCriteria} from '../near-twins/twin-criteria.ts';
import {visitNearTwins} from '../near-twins/visit-near-twins.ts';
import type {GeneSetTable} from '../sets/gene-set-table.ts';
import {type DrawOptions, drawValidation, type Placement} from './draw-split.ts';
import type {SetPlacements} from './set-placements.ts';
import {keepTestSets, listNames, rowsByLibrary} from './test-libraries.ts';

export interface LibraryOptions extends DrawOptions, TwinCriteria {
  /** Libraries held out; where none is named they are drawn. */
  libraries: readonly string[];
  /** Whether training loses its near-twins of test sets. */
  dropTwins: boolean;
}

/** Places the sets of a table; the cluster of each row is that of its near-twins. */
export function holdOutLibraries(
  table: GeneSetTable,
  clusterOf: Int32Array,
  options: LibraryOptions,
): SetPlacements {
  const rowsOf = rowsByLibrary(table);
  const chosen = chooseLibraries(rowsOf, options);
  const placements = new Array<Placement>(table.setIds.length).fill('training');
  const heldOut = chosen.flatMap(library => rowsOf.get(library) ?? []);
  for (const row of heldOut) placements[row] = 'left out';
  const surplus = keepTestSets(placements, heldOut, options);
  const twins = findTwins(table, clusterOf, placements, options);
  if (options.dropTwins) for (const row of twins) placements[row] = 'left out';
  drawValidation(placements, clusterOf, options);
  const notes = [
    {
      message: options.dropTwins
        ? 'sets of other libraries left out as near-twins of test sets'
        : 'sets of other libraries kept though near-twins of test sets',
      count: twins.length,
    },
    {message: 'sets of held-out libraries left out beyond testSets', count: surplus},
  ];
  const decisions = chosen.map(
    library => `held out: ${library}, ${rowsOf.get(library)?.length} sets`,
  );
  return {placements, notes, decisions};
}

function chooseLibraries(
  rowsOf: ReadonlyMap<string, number[]>,
  options: LibraryOptions,
): readonly string[] {
  const all = [...rowsOf.keys()];
  if (all.length < 2) {
    throw new Error(
      `unit library: found one library only (${listNames(all)}), expected at least two, so that one is left for training. Import more libraries, or use unit cluster.`,
    );
  }
  if (options.libraries.length === 0) return drawLibraries(rowsOf, options);
  const unknown = options.libraries.filter(library => !rowsOf.has(library));
  if (unknown.length > 0) {
    throw new Error(
      `libraries: found ${listNames(unknown)}, of which there are no sets; expected some of ${listNames(all)}.`,
    );
  }
  const chosen = [...new Set(options.libraries)];
  if (chosen.length < all.length) return chosen;
  throw new Error(
    `libraries: found all ${all.length} libraries held out, expected one at least left for training. Name fewer.`,
  );
}

/** Libraries in random order, each taken that still fits into the test. */
function drawLibraries(
  rowsOf: ReadonlyMap<string, number[]>,
  {seed, testSets}: LibraryOptions,
): string[] {
  const order = createRandom(seed).shuffle([...rowsOf.keys()]);
  const size = (library: string) => rowsOf.get(library)?.length ?? 0;
  let left = testSets;
  const chosen = order.filter(library => {
    const fits = size(library) <= left;
    if (fits) left -= size(library);
    return fits;
  });
  if (chosen.length > 0 && chosen.length < order.length) return chosen;
  const smallest = order.reduce((a, b) => (size(b) < size(a) ? b : a));
  throw new Error(
    chosen.length === 0
      ? `testSets ${testSets}: found no library that small, expected one at least (the smallest, ${smallest}, has ${size(smallest)} sets). Raise testSets, or name the libraries to hold out.`
      : `testSets ${testSets}: found that all ${order.length} libraries fit into the test, expected one at least left for training. Lower testSets.`,
  );
}

function findTwins(
  table: GeneSetTable,
  clusterOf: Int32Array,
  placements: readonly Placement[],
  criteria: TwinCriteria,
): number[] {
  const rows = (wanted: Placement) =>
    Array.from(placements.keys()).filter(row => placements[row] === wanted);
  const twins = new Set<number>();
  const groups = {heldOut: rows('test'), others: rows('training')};
  visitNearTwins(table, groups, {clusterOf, criteria}, (_, row) => twins.add(row));
  return [...twins];
}
