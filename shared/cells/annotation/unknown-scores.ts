// How unlike all training types a cell is, by several measures; which of them serves is for cells apart from training to say.
import type {Neighbours} from '../../stats/nearest-neighbours.ts';
import type {Points} from '../../stats/principal-components.ts';
import {DISTANCE_NEIGHBOURS, meanDistances, type ReferenceSpace} from './reference-space.ts';
import {distanceToCentres} from './type-centres.ts';
import type {TypeChances} from './type-chances.ts';

/**
 * distance: to the nearest training cells. local distance: the same as a multiple of their own distances among
 * themselves (after Breunig et al. 2000, LOF). distance to types: `type-centres.ts`. both: the product of these two. doubt:
 * 1 − the highest chance (Hendrycks & Gimpel 2017). energy: minus the log of the summed exponentials of the types' logits
 * (Liu et al. 2020).
 */
export const UNKNOWN_SCORES = [
  ...(['distance', 'local distance', 'distance to types', 'both'] as const),
  ...(['doubt', 'energy'] as const),
] as const;
export type UnknownScore = (typeof UNKNOWN_SCORES)[number];

/** Every score of each cell, higher where it is less like training. Each of shape (cells). */
export function scoreUnknown(
  {spacing, centres}: Pick<ReferenceSpace, 'spacing' | 'centres'>,
  points: Points,
  neighbours: Neighbours,
  logits: Float64Array,
  chances: TypeChances,
): Record<UnknownScore, Float64Array> {
  const {types} = chances;
  const distance = meanDistances(neighbours);
  const {rows, k} = neighbours;
  const used = Math.min(k, DISTANCE_NEIGHBOURS);
  const local = distance.map((own, cell) => {
    let around = 0;
    for (let i = 0; i < used; i++) around += spacing[rows[cell * k + i]] / used;
    return around > 0 ? own / around : own;
  });
  const rowOf = (values: Float64Array, cell: number) =>
    values.subarray(cell * types, (cell + 1) * types);
  const toTypes = distanceToCentres(centres, points);
  return {
    distance,
    'local distance': local,
    'distance to types': toTypes,
    both: local.map((own, cell) => own * toTypes[cell]),
    doubt: distance.map((_, cell) => 1 - Math.max(...rowOf(chances.values, cell))),
    energy: distance.map((_, cell) => -logSumExp(rowOf(logits, cell))),
  };
}

function logSumExp(logits: Float64Array): number {
  const most = Math.max(...logits);
  return most + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
}
