// What a split came to: counts of sets and clusters, and what the reader should know of leaks.
import {medianOf} from '../../stats/likeness.ts';
import {type GeneSetTable, setSize} from '../sets/gene-set-table.ts';
import {countSizes, type DrawOptions, isTooLarge, type Placement} from './draw-split.ts';

/** Counts in reading order, and notes on near-twins that ended on both sides. */
export function summarizeSplit(
  table: GeneSetTable,
  clusterOf: Int32Array,
  placements: readonly Placement[],
  options: DrawOptions,
) {
  const sizes = countSizes(clusterOf);
  const rowsOf = (wanted: Placement) =>
    Array.from(placements.keys()).filter(row => placements[row] === wanted);
  const leftOut = rowsOf('left out').length;
  const counts = {
    sets: placements.length,
    training: rowsOf('training').length,
    validation: rowsOf('validation').length,
    test: rowsOf('test').length,
    ...(leftOut > 0 && {leftOut}),
    clusters: sizes.length,
    setsWithoutNearTwin: sizes.filter(size => size === 1).length,
    largestCluster: sizes.reduce((largest, size) => Math.max(largest, size), 0),
    medianGenesTraining: medianSize(table, rowsOf('training')),
    medianGenesTest: medianSize(table, rowsOf('test')),
  };
  const tooLarge = clusterOf.filter(cluster =>
    isTooLarge(sizes[cluster], placements.length, options),
  );
  const notes = [
    {
      message: `sets in clusters of more than ${options.maxClusterShare} of all sets, never held out as clusters`,
      count: tooLarge.length,
    },
    {
      message:
        'held-out sets whose cluster also has training sets (not where whole clusters are drawn)',
      count: countLeaking(clusterOf, placements),
    },
  ];
  return {counts, notes};
}

function medianSize(table: GeneSetTable, rows: number[]): number {
  return medianOf(rows.map(row => setSize(table, row)));
}

function countLeaking(clusterOf: Int32Array, placements: readonly Placement[]): number {
  const trained = new Set(clusterOf.filter((_, row) => placements[row] === 'training'));
  return placements.filter(
    (placement, row) =>
      (placement === 'test' || placement === 'validation') && trained.has(clusterOf[row]),
  ).length;
}
