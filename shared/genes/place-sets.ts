// Where every set of a table goes, by what is held out: clusters of near-twins, single sets, libraries, new versions.
import {type DrawOptions, drawSplit, type Placement} from './draw-split.ts';
import type {GeneSetTable} from './gene-set-table.ts';
import {holdOutLibraries, type LibraryOptions} from './held-out-libraries.ts';
import {holdOutVersions, type VersionOptions} from './held-out-versions.ts';

export const UNITS = ['cluster', 'set', 'library', 'time'] as const;

export interface PlaceOptions extends DrawOptions, LibraryOptions, VersionOptions {
  unit: (typeof UNITS)[number];
}

export interface PlacedSets {
  /** Length S. */
  placements: Placement[];
  /** What was left out or tolerated, and how often. */
  notes: {message: string; count: number}[];
  /** What was decided, line by line. */
  told: string[];
}

/** Places every set; `clusterOf`: the cluster of near-twins of each row, shape (S). */
export function placeSets(
  table: GeneSetTable,
  clusterOf: Int32Array,
  options: PlaceOptions,
): PlacedSets {
  switch (options.unit) {
    case 'cluster':
      return {placements: drawSplit(clusterOf, options), notes: [], told: []};
    case 'set': {
      const placements = drawSplit(Int32Array.from(clusterOf.keys()), options);
      return {placements, notes: [], told: []};
    }
    case 'library':
      return holdOutLibraries(table, clusterOf, options);
    case 'time':
      return holdOutVersions(table, clusterOf, options);
  }
}
