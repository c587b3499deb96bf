// Where training cells lie: the space of their principal components, some of them in it, and how far a cell is from them.
import {findNearest, type Neighbours} from '../../stats/nearest-neighbours.ts';
import {
  fitPrincipalComponents,
  type Points,
  type PrincipalComponents,
  placeRows,
  selectPoints,
} from '../../stats/principal-components.ts';
import type {SparseRows} from '../../stats/sparse-rows.ts';
import {drawSome} from '../gather-cells.ts';
import type {LabelledCells} from '../labelled-cells.ts';
import {fitTypeCentres, type TypeCentres} from './type-centres.ts';
import type {TypeChances} from './type-chances.ts';

/** Training cells in their space. */
export interface ReferenceSpace {
  components: PrincipalComponents;
  points: Points;
  /** Type of each point. Shape (points). */
  labels: Int32Array;
  /** Mean distance of each point to its own nearest other points. Shape (points). */
  spacing: Float64Array;
  centres: TypeCentres;
}

export interface SpaceOptions {
  components: number;
  /** Training cells kept as points, drawn at random: every new cell is compared with each of them. */
  maxReferenceCells: number;
  /** Rounds that the components take, as many as their very axes need where not said. */
  iterations?: number;
  seed: number;
}

/** Neighbours that a distance is the mean over. */
export const DISTANCE_NEIGHBOURS = 10;

/** Components of all training cells, and a draw of the cells in them. */
export function fitReferenceSpace(
  {expression, labels}: LabelledCells,
  types: number,
  {components, maxReferenceCells, iterations, seed}: SpaceOptions,
): ReferenceSpace {
  const fitted = fitPrincipalComponents(expression, components, seed, iterations);
  const rows = drawSome(Array.from(labels.keys()), maxReferenceCells, seed, 11);
  const points = selectPoints(placeRows(fitted, expression), rows);
  const k = Math.min(DISTANCE_NEIGHBOURS, points.count - 1);
  const drawn = Int32Array.from(rows, row => labels[row]);
  return {
    ...{components: fitted, points, labels: drawn},
    spacing: meanDistances(findNearest(points, points, k, true), k),
    centres: fitTypeCentres(points, drawn, types),
  };
}

/** The reference points nearest to each cell, as many as any use of them needs. */
export function nearestCells({points}: ReferenceSpace, cells: Points, voters: number): Neighbours {
  return findNearest(points, cells, Math.min(points.count, Math.max(voters, DISTANCE_NEIGHBOURS)));
}

/** Share of the first `voters` neighbours that have each type. */
export function voteShares(
  {rows, k}: Neighbours,
  labels: Int32Array,
  voters: number,
  types: number,
): TypeChances {
  const count = rows.length / k;
  const values = new Float64Array(count * types);
  const voting = Math.min(voters, k);
  for (let cell = 0; cell < count; cell++) {
    for (let i = 0; i < voting; i++) {
      values[cell * types + labels[rows[cell * k + i]]] += 1 / voting;
    }
  }
  return {types, values};
}

/** Mean distance to the first `among` neighbours. Shape (cells). */
export function meanDistances({distances, k}: Neighbours, among = DISTANCE_NEIGHBOURS) {
  const used = Math.min(among, k);
  return Float64Array.from({length: distances.length / k}, (_, cell) => {
    let sum = 0;
    for (let i = 0; i < used; i++) sum += distances[cell * k + i];
    return sum / used;
  });
}

/** Cells of the reference's columns in its space. */
export function placeCells({components}: ReferenceSpace, cells: SparseRows): Points {
  return placeRows(components, cells);
}
