// Holds out the newest versions of libraries and tests on what they add: the past completes the future. As GSFM does
// (MaayanLab/gsfm), but over whole sets that are new.

import type {TwinCriteria} from '../near-twins/twin-criteria.ts';
import {visitNearTwins} from '../near-twins/visit-near-twins.ts';
import type {GeneSetTable} from '../sets/gene-set-table.ts';
import {type DrawOptions, drawValidation, type Placement} from './draw-split.ts';
import {findFamilies, type LibraryFamily} from './library-versions.ts';
import type {SetPlacements} from './set-placements.ts';
import {keepTestSets, listNames, rowsByLibrary} from './test-libraries.ts';

/** Older and newer versions of a library, by the names of the libraries. */
export interface VersionPair {
  train: readonly string[];
  test: readonly string[];
}

export interface VersionOptions extends DrawOptions, TwinCriteria {
  /** Which libraries are older and newer versions; where empty, found by their names. */
  versions: readonly VersionPair[];
}

/**
 * Places the sets of a table: all newest versions leave training, and those of their sets that have no near-twin in
 * what stays are test sets. The cluster of each row is that of its near-twins.
 */
export function holdOutVersions(
  table: GeneSetTable,
  clusterOf: Int32Array,
  options: VersionOptions,
): SetPlacements {
  const rowsOf = rowsByLibrary(table);
  const families = chooseFamilies([...rowsOf.keys()], options.versions);
  const placements = new Array<Placement>(table.setIds.length).fill('training');
  const newest = families.flatMap(family => family.newest.flatMap(name => rowsOf.get(name) ?? []));
  for (const row of newest) placements[row] = 'left out';
  const added = dropKnown(table, newest, clusterOf, placements, options);
  if (added.length === 0) {
    throw new Error(
      `unit time: found that all ${newest.length} sets of ${listNames(families.flatMap(family => family.newest))} have near-twins in what is older, expected some that are new. Raise minJaccard and minContainment, or name other versions.`,
    );
  }
  const surplus = keepTestSets(placements, added, options);
  drawValidation(placements, clusterOf, options);
  return {
    placements,
    notes: [
      {
        message: 'sets of newest versions left out, as training has near-twins of them',
        count: newest.length - added.length,
      },
      {message: 'new sets of newest versions left out beyond testSets', count: surplus},
    ],
    decisions: families.map(
      ({older, newest: names}) => `test on ${names.join(', ')}; training has ${older.join(', ')}`,
    ),
  };
}

/** The rows without a near-twin among those in training. */
function dropKnown(
  table: GeneSetTable,
  rows: readonly number[],
  clusterOf: Int32Array,
  placements: readonly Placement[],
  criteria: TwinCriteria,
): number[] {
  const others = Array.from(placements.keys()).filter(row => placements[row] === 'training');
  const known = new Set<number>();
  visitNearTwins(table, {heldOut: rows, others}, {clusterOf, criteria}, row => known.add(row));
  return rows.filter(row => !known.has(row));
}

function chooseFamilies(
  libraries: readonly string[],
  versions: readonly VersionPair[],
): Omit<LibraryFamily, 'family'>[] {
  if (versions.length > 0) return versions.map(pair => checkPair(pair, libraries, versions));
  const families = findFamilies(libraries);
  if (families.length > 0) return families;
  throw new Error(
    `unit time: found no library in two versions among ${listNames(libraries)}; expected names that differ only in a year or release, such as X_2018 and X_2023. Import older and newer versions, name them (versions: [{train: [OLD], test: [NEW]}]), or use unit library.`,
  );
}

function checkPair(
  {train, test}: VersionPair,
  libraries: readonly string[],
  versions: readonly VersionPair[],
): Omit<LibraryFamily, 'family'> {
  const unknown = [...train, ...test].filter(library => !libraries.includes(library));
  if (unknown.length > 0) {
    throw new Error(
      `versions: found ${listNames(unknown)}, of which there are no sets; expected some of ${listNames(libraries)}.`,
    );
  }
  const tested = versions.flatMap(pair => pair.test);
  const both = train.filter(library => tested.includes(library));
  if (both.length === 0) return {older: [...train], newest: [...test]};
  throw new Error(
    `versions: found ${listNames(both)} under train and under test, expected every library on one side.`,
  );
}
