// How often each cell of a sample stands in a resample: cells drawn on their own, or with their whole donor.
import {createRandom} from '../../stats/random.ts';
import type {Sample} from './halved-cells.ts';

/** Shape (cells). */
export type SampleWeights = Uint16Array;

/** Donors below which cells are resampled: two or fewer donors say nothing of how donors differ. */
const LEAST_DONORS = 3;

/** Every cell once. */
export function onceEach({donors}: Sample): SampleWeights {
  return new Uint16Array(donors.length).fill(1);
}

/**
 * Draws with replacement. Donors are drawn alike for every sample of one resample that has the same donors; single
 * cells by a stream of each sample.
 */
export function dealWeights(
  {donors}: Sample,
  seed: number,
  resample: number,
  stream: number,
): SampleWeights {
  const names = [...new Set(donors)].filter(donor => donor >= 0).sort((a, b) => a - b);
  if (names.length >= LEAST_DONORS && donors.every(donor => donor >= 0)) {
    const drawn = drawCounts(names.length, createRandom(seed, resample));
    const countOf = new Map(names.map((donor, place) => [donor, drawn[place]]));
    return Uint16Array.from(donors, donor => countOf.get(donor)!);
  }
  return drawCounts(donors.length, createRandom(seed, resample, stream + 1));
}

function drawCounts(n: number, random: {int(bound: number): number}): Uint16Array {
  const counts = new Uint16Array(n);
  for (let draw = 0; draw < n; draw++) counts[random.int(n)]++;
  return counts;
}
