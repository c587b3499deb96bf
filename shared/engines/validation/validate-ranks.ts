// Checks the network and the genes that an engine ranks.
import {layoutOf, type RankedGenes, type RankNetwork} from '../contract/rank-network.ts';
import {requireInteger, requireProduct, requireType} from './validate-numbers.ts';

/** Inputs or units at most; as core/src/matrices/matrices.hpp. */
const MAX_WIDTH = 2 ** 16 - 1;

/** Throws unless there are as many weights as the network's shape needs. */
export function requireNetwork({inputs, hidden, weights}: RankNetwork): void {
  requireInteger(inputs, 'inputs', 1, MAX_WIDTH);
  requireInteger(hidden, 'hidden', 1, MAX_WIDTH);
  requireType(weights, 'Float64Array', 'weights');
  const {size} = layoutOf(inputs, hidden);
  if (weights.length === size) return;
  throw new RangeError(
    `${weights.length} weights for ${inputs} inputs and ${hidden} hidden units: expected ${size}`,
  );
}

/** The number of genes that have these features; throws unless they are rows of D. */
export function requireFeatures(features: Float32Array, D: number): number {
  requireType(features, 'Float32Array', 'features');
  const n = features.length / D;
  if (!Number.isInteger(n)) {
    throw new RangeError(`${features.length} features are no rows of ${D}`);
  }
  return n;
}

/** Throws unless there are cases, each with as many features as genes and a hidden one. */
export function requireCases(cases: readonly RankedGenes[], D: number): void {
  if (!Array.isArray(cases) || cases.length === 0) {
    throw new RangeError('rankGradient got no case: expected at least one');
  }
  let genes = 0;
  for (const [i, {features, relevant}] of cases.entries()) {
    requireType(relevant, 'Uint8Array', 'relevant');
    const n = requireFeatures(features, D);
    if (n !== relevant.length) {
      throw new RangeError(`case ${i} has features of ${n} genes and marks of ${relevant.length}`);
    }
    requireMarks(relevant, i);
    genes += n;
  }
  requireProduct({genes, inputs: D});
}

function requireMarks(relevant: Uint8Array, i: number): void {
  const odd = relevant.find(mark => mark > 1);
  if (odd !== undefined) throw new RangeError(`case ${i} has the mark ${odd}: expected 0 or 1`);
  if (!relevant.includes(1)) {
    throw new RangeError(`case ${i} has no hidden gene: expected at least one`);
  }
}
