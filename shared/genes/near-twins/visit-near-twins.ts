// Near-twins between two groups of sets of one table: those held out, and the others they are compared with.
import {type GeneSetTable, genesOf, setSize} from '../sets/gene-set-table.ts';
import {OverlapIndex} from './overlap-index.ts';
import {areNearTwins, type TwinCriteria} from './twin-criteria.ts';

/**
 * Calls `visit` with the rows of every pair of near-twins. `clusterOf`, shape (S), is that of `clusterNearTwins` for
 * the same criteria: near-twins lie in one cluster, so only sets of one cluster are compared. Exact; memory grows with
 * `heldOut` alone.
 */
export function visitNearTwins(
  table: GeneSetTable,
  {heldOut, others}: {heldOut: readonly number[]; others: readonly number[]},
  {clusterOf, criteria}: {clusterOf: Int32Array; criteria: TwinCriteria},
  visit: (heldOutRow: number, otherRow: number) => void,
): void {
  const rows = heldOut.toSorted((a, b) => clusterOf[a] - clusterOf[b] || a - b);
  const ranges = clusterRanges(rows, clusterOf);
  const index = new OverlapIndex(table, rows);
  for (const other of others) {
    const range = ranges.get(clusterOf[other]);
    if (!range) continue;
    const size = setSize(table, other);
    const compare = (place: number, overlap: number) => {
      if (areNearTwins(setSize(table, rows[place]), size, overlap, criteria)) {
        visit(rows[place], other);
      }
    };
    index.visitOverlaps(genesOf(table, other), compare, range.from, range.to);
  }
}

/** Where each cluster's rows begin and end in rows sorted by cluster. */
function clusterRanges(rows: readonly number[], clusterOf: Int32Array) {
  const ranges = new Map<number, {from: number; to: number}>();
  rows.forEach((row, place) => {
    const range = ranges.get(clusterOf[row]);
    if (range) range.to = place + 1;
    else ranges.set(clusterOf[row], {from: place, to: place + 1});
  });
  return ranges;
}
