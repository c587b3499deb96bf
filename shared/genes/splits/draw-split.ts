// Draws which gene sets are held out, cluster by cluster, so that no held-out set has a near-twin in training.
import {createRandom} from '../../stats/random.ts';

export const SPLITS = ['training', 'validation', 'test'] as const;
/** Where a set goes. */
export type Split = (typeof SPLITS)[number];
/** Where a set goes, or that it goes nowhere. */
export type Placement = Split | 'left out';

export interface DrawOptions {
  /** Share of all sets that is held out, test and validation together. */
  heldOutShare: number;
  testSets: number;
  /** Clusters with more than this share of all sets go to training: held out whole, one would fill the test alone. */
  maxClusterShare: number;
  seed: number;
}

/** Number of sets in each cluster, clusters numbered from 0 without gaps. */
export function countSizes(clusterOf: Int32Array): number[] {
  const sizes: number[] = [];
  for (const cluster of clusterOf) sizes[cluster] = (sizes[cluster] ?? 0) + 1;
  return sizes;
}

/** Whether a cluster of `size` among `total` sets always goes to training; a set without near-twins never does. */
export function isTooLarge(
  size: number,
  total: number,
  {maxClusterShare}: Pick<DrawOptions, 'maxClusterShare'>,
): boolean {
  return size > 1 && size > maxClusterShare * total;
}

/**
 * The split of every set, given the cluster of each. Clusters are drawn in random order and taken whole, passing over
 * those that no longer fit, until the test and then the validation sets are complete.
 */
export function drawSplit(clusterOf: Int32Array, options: DrawOptions): Split[] {
  const total = clusterOf.length;
  const validationSets = countValidation(total, options);
  const splits = new Array<Split>(total).fill('training');
  const drawable = rowsByCluster(clusterOf).filter(
    rows => !isTooLarge(rows.length, total, options),
  );
  const order = createRandom(options.seed).shuffle(drawable);
  const rest = take(splits, order, 'test', options.testSets);
  take(splits, rest, 'validation', validationSets);
  return splits;
}

/**
 * Makes some of the sets that are in training validation sets: what of their cluster is in training goes whole. As many
 * as `heldOutShare` leaves beside `testSets`, whatever the test has got.
 */
export function drawValidation(
  placements: Placement[],
  clusterOf: Int32Array,
  options: DrawOptions,
): void {
  const total = placements.length;
  const drawable = rowsByCluster(clusterOf)
    .map(rows => rows.filter(row => placements[row] === 'training'))
    .filter(rows => rows.length > 0 && !isTooLarge(rows.length, total, options));
  const order = createRandom(options.seed).shuffle(drawable);
  take(placements, order, 'validation', countValidation(total, options));
}

/**
 * Rows of about `wanted` sets in whole clusters, at most so many, ascending; clusters are drawn in random order, passing
 * over those that no longer fit and those that are too large ever to be drawn.
 */
export function drawClusters(
  clusterOf: Int32Array,
  wanted: number,
  options: Pick<DrawOptions, 'maxClusterShare' | 'seed'>,
): number[] {
  const drawable = rowsByCluster(clusterOf).filter(
    rows => !isTooLarge(rows.length, clusterOf.length, options),
  );
  const {taken} = takeWhole(createRandom(options.seed).shuffle(drawable), wanted);
  return taken.sort((a, b) => a - b);
}

function countValidation(total: number, {heldOutShare, testSets}: DrawOptions): number {
  const heldOut = Math.round(heldOutShare * total);
  if (heldOut > testSets) return heldOut - testSets;
  const enough = Math.ceil((100 * (testSets + 1)) / total) / 100;
  const remedy =
    enough < 1 ? `raise heldOutShare to ${enough} or lower testSets` : 'lower testSets';
  throw new Error(
    `heldOutShare ${heldOutShare} of ${total} sets holds out ${heldOut}; found testSets ${testSets}, expected fewer, so that some are left for validation: ${remedy}.`,
  );
}

/** Gives clusters to `split` until it has `wanted` sets; returns the clusters not taken. */
function take(splits: Placement[], clusters: number[][], split: Split, wanted: number): number[][] {
  const {taken, rest} = takeWhole(clusters, wanted);
  for (const row of taken) splits[row] = split;
  if (taken.length === wanted) return rest;
  throw new Error(
    `only ${taken.length} of ${wanted} ${split} sets can be drawn as whole clusters of near-twins: lower heldOutShare and testSets, raise minJaccard or minContainment for smaller clusters, or raise maxClusterShare.`,
  );
}

/** Rows of clusters in their order, passing over those with which there would be more than `wanted`; and these clusters. */
function takeWhole(clusters: number[][], wanted: number): {taken: number[]; rest: number[][]} {
  const taken: number[] = [];
  const rest = clusters.filter(rows => {
    if (taken.length + rows.length > wanted) return true;
    for (const row of rows) taken.push(row);
    return false;
  });
  return {taken, rest};
}

function rowsByCluster(clusterOf: Int32Array): number[][] {
  const rows: number[][] = countSizes(clusterOf).map(() => []);
  clusterOf.forEach((cluster, row) => {
    rows[cluster].push(row);
  });
  return rows;
}
