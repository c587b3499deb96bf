// Scores of generated cells against real ones that no method saw, in the space of principal components of real training
// cells: k-NN accuracy, Gromov–Wasserstein distance, and the means of each type gene by gene.
import {type BootstrapOptions, createBootstrap, type Interval} from '../../stats/bootstrap.ts';
import {pearson, rSquared} from '../../stats/correlation.ts';
import {distancesBetween, findNearest, voteOfNearest} from '../../stats/nearest-neighbours.ts';
import {gromovWasserstein} from '../../stats/optimal-transport/gromov-wasserstein.ts';
import {
  type Points,
  type PrincipalComponents,
  placeRows,
  selectPoints,
} from '../../stats/principal-components.ts';
import {createRandom, type Random} from '../../stats/random.ts';
import {type LabelledCells, meansByType, rowsByType} from '../labelled-cells.ts';
import {type CovariationOptions, compareCovariation} from './covariation.ts';

/** What generated cells are held against. */
export interface Reference {
  cells: LabelledCells;
  types: number;
  components: PrincipalComponents;
}

export interface GenerationOptions extends CovariationOptions {
  /** Numbers of nearest real cells that vote. */
  neighbours: readonly number[];
  /** Cells of each side in one Gromov–Wasserstein distance, at most; equally many of each type on both sides. */
  gromovCells: number;
  /** Draws of these cells. */
  gromovRepeats: number;
  seed: number;
  bootstrap: BootstrapOptions;
}

export interface TypeAgreement {
  type: number;
  realCells: number;
  generatedCells: number;
  /** Of the mean expression of each gene, generated against real; null without cells or spread. */
  pearson: number | null;
  rSquared: number | null;
}

/** How a type's generated cells agree with its real ones. */
export interface TypeScores extends TypeAgreement {
  /** Agreement of correlations between genes; null for too few cells. */
  covariation: number | null;
}

export interface GenerationScores {
  cells: number;
  /** Share of generated cells whose k nearest real cells are mostly of the type asked for. */
  knnAccuracy: {k: number; accuracy: number; interval: Interval | null}[];
  /** Cost (square of the distance) of each draw, and cells of each side; empty where no type is on both sides. */
  gromovWasserstein: {cells: number; costs: number[]};
  types: TypeScores[];
}

/** Scores cells whose labels are the types that were asked for. */
export function scoreGeneration(
  {cells, types, components}: Reference,
  generated: LabelledCells,
  options: GenerationOptions,
): GenerationScores {
  const real = placeRows(components, cells.expression);
  const made = placeRows(components, generated.expression);
  return {
    cells: made.count,
    knnAccuracy: knnAccuracies(real, cells.labels, made, generated.labels, options),
    gromovWasserstein: gromovCosts(real, cells.labels, made, generated.labels, types, options),
    types: compareTypes(cells, generated, types, options),
  };
}

function compareTypes(
  real: LabelledCells,
  generated: LabelledCells,
  types: number,
  options: CovariationOptions,
): TypeScores[] {
  const covariation = compareCovariation(real, generated, types, options);
  return compareTypeMeans(real, generated, types).map(agreement => ({
    ...agreement,
    covariation: covariation[agreement.type],
  }));
}

function knnAccuracies(
  real: Points,
  realLabels: Int32Array,
  made: Points,
  wanted: Int32Array,
  {neighbours, bootstrap}: GenerationOptions,
) {
  const possible = neighbours.filter(k => k <= real.count);
  const nearest = findNearest(real, made, Math.max(...possible));
  const intervalOf = createBootstrap(made.count, bootstrap);
  return possible.map(k => {
    const voted = voteOfNearest(nearest, realLabels, k);
    const right = Float64Array.from(voted, (type, row) => Number(type === wanted[row]));
    const accuracy = right.reduce((a, b) => a + b, 0) / right.length;
    return {k, accuracy, interval: intervalOf(right) ?? null};
  });
}

/** One cost for each draw of cells; the types' shares are made equal, so that they are not what is measured. */
function gromovCosts(
  real: Points,
  realLabels: Int32Array,
  made: Points,
  wanted: Int32Array,
  types: number,
  {gromovCells, gromovRepeats, seed}: GenerationOptions,
) {
  const sides = [rowsByType(realLabels, types), rowsByType(wanted, types)];
  const shared = sides[0].filter((rows, type) => rows.length > 0 && sides[1][type].length > 0);
  const share = Math.max(1, Math.floor(gromovCells / Math.max(1, shared.length)));
  const counts = sides[0].map((rows, type) => Math.min(share, rows.length, sides[1][type].length));
  const cells = counts.reduce((a, b) => a + b, 0);
  if (cells === 0) return {cells, costs: []};
  const costs = Array.from({length: gromovRepeats}, (_, repeat) => {
    const [ownRows, otherRows] = sides.map((rows, side) =>
      drawRows(rows, counts, createRandom(seed, repeat, side)),
    );
    const [C, D] = [selectPoints(real, ownRows), selectPoints(made, otherRows)].map(points =>
      distancesBetween(points, points),
    );
    return gromovWasserstein({n: cells, m: cells, C, D}).cost;
  });
  return {cells, costs};
}

function drawRows(rows: readonly number[][], counts: readonly number[], random: Random): number[] {
  return rows.flatMap((own, type) => random.shuffle(own.slice()).slice(0, counts[type]));
}

/** Mean expression of each type, generated against real, over all genes. */
export function compareTypeMeans(
  real: LabelledCells,
  generated: LabelledCells,
  types: number,
): TypeAgreement[] {
  const [realRows, madeRows] = [real, generated].map(({labels}) => rowsByType(labels, types));
  const [realMeans, madeMeans] = [real, generated].map(cells => meansByType(cells, types));
  return realMeans.map((mean, type) => {
    const made = madeMeans[type];
    const both = mean !== undefined && made !== undefined;
    return {
      type,
      realCells: realRows[type].length,
      generatedCells: madeRows[type].length,
      pearson: both ? finite(pearson(made, mean)) : null,
      rSquared: both ? finite(rSquared(made, mean)) : null,
    };
  });
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
