// Centres of the types and the scatter of cells around them, one for all types: how many standard deviations a cell is
// from the nearest type (Mahalanobis distance; Lee et al. 2018, NeurIPS 31, use it to find inputs of no known class).
import type {Points} from '../../stats/principal-components.ts';

export interface TypeCentres {
  /** Mean of each type's points; NaN for a type without any. Shape (types, dimensions). */
  centres: Float64Array;
  /** Lower Cholesky factor of the covariance within types. Shape (dimensions, dimensions). */
  root: Float64Array;
}

/** Share of the mean variance added to each: directions in which few points do not differ at all stay passable. */
const RIDGE = 1e-3;

/** `labels`: type of each point. */
export function fitTypeCentres(
  {count, dimensions, coordinates}: Points,
  labels: Int32Array,
  types: number,
): TypeCentres {
  const centres = new Float64Array(types * dimensions);
  const sizes = new Float64Array(types);
  for (let i = 0; i < count; i++) {
    sizes[labels[i]]++;
    for (let d = 0; d < dimensions; d++) {
      centres[labels[i] * dimensions + d] += coordinates[i * dimensions + d];
    }
  }
  for (let i = 0; i < centres.length; i++) centres[i] /= sizes[Math.floor(i / dimensions)];
  const covariance = new Float64Array(dimensions * dimensions);
  const apart = new Float64Array(dimensions);
  for (let i = 0; i < count; i++) {
    const own = labels[i] * dimensions;
    for (let d = 0; d < dimensions; d++) {
      apart[d] = coordinates[i * dimensions + d] - centres[own + d];
    }
    for (let a = 0; a < dimensions; a++) {
      for (let b = 0; b <= a; b++) covariance[a * dimensions + b] += (apart[a] * apart[b]) / count;
    }
  }
  return {centres, root: choleskyOf(covariance, dimensions)};
}

/** Distance of each point to the nearest centre, in standard deviations. Shape (points). */
export function distanceToCentres({centres, root}: TypeCentres, points: Points): Float64Array {
  const {count, dimensions, coordinates} = points;
  const solved = new Float64Array(dimensions);
  const squareTo = (cell: number, type: number) => {
    let square = 0;
    for (let d = 0; d < dimensions; d++) {
      let rest = coordinates[cell * dimensions + d] - centres[type * dimensions + d];
      for (let k = 0; k < d; k++) rest -= root[d * dimensions + k] * solved[k];
      solved[d] = rest / root[d * dimensions + d];
      square += solved[d] ** 2;
    }
    return square;
  };
  const types = Array.from({length: centres.length / dimensions}, (_, type) => type).filter(
    type => !Number.isNaN(centres[type * dimensions]),
  );
  return Float64Array.from({length: count}, (_, cell) =>
    Math.sqrt(Math.min(...types.map(type => squareTo(cell, type)))),
  );
}

/** The lower factor L with L·Lᵀ = matrix + ridge, from the matrix's lower half; row-major. */
function choleskyOf(matrix: Float64Array, size: number): Float64Array {
  let trace = 0;
  for (let d = 0; d < size; d++) trace += matrix[d * size + d];
  // Where no two points of a type differ, any distance is the same.
  const ridge = (RIDGE * trace) / size || 1;
  const root = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j] + (i === j ? ridge : 0);
      for (let k = 0; k < j; k++) rest -= root[i * size + k] * root[j * size + k];
      root[i * size + j] = i === j ? Math.sqrt(rest) : rest / root[j * size + j];
    }
  }
  return root;
}
