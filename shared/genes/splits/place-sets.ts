// Where every set of a table goes, by what is held out: clusters of near-twins, single sets, libraries, new versions.

import type {GeneSetTable} from '../sets/gene-set-table.ts';
import {type DrawOptions, drawSplit} from './draw-split.ts';
import {holdOutLibraries, type LibraryOptions} from './hold-out-libraries.ts';
import {holdOutVersions, type VersionOptions} from './hold-out-versions.ts';
import type {SetPlacements} from './set-placements.ts';

export const UNITS = ['cluster', 'set', 'library', 'time'] as const;

export interface PlaceOptions extends DrawOptions, LibraryOptions, VersionOptions {
  unit: (typeof UNITS)[number];
}

/** Places every set; `clusterOf`: the cluster of near-twins of each row, shape (S). */
export function placeSets(
  table: GeneSetTable,
  clusterOf: Int32Array,
  options: PlaceOptions,
): SetPlacements {
  switch (options.unit) {
    case 'cluster':
      return {placements: drawSplit(clusterOf, options), notes: [], decisions: []};
    case 'set': {
      const placements = drawSplit(Int32Array.from(clusterOf.keys()), options);
      return {placements, notes: [], decisions: []};
    }
    case 'library':
      return holdOutLibraries(table, clusterOf, options);
    case 'time':
      return holdOutVersions(table, clusterOf, options);
  }
}
