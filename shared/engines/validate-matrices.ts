// What every engine demands of matrices, and how it says that one cannot be inverted.
import type {BinaryRows} from './contract/matrix-engine.ts';

export function validateSquare({length}: Float32Array, n: number): void {
  if (!Number.isInteger(n) || n < 1 || length !== n * n) {
    throw new RangeError(
      `a matrix of ${length} numbers is not ${n} × ${n}: expected a positive integer n and n² numbers`,
    );
  }
}

export function validateRows({offsets, members}: BinaryRows, columns: number): void {
  const rows = offsets.length - 1;
  if (rows < 0 || offsets[0] !== 0 || offsets[rows] !== members.length) {
    throw new RangeError(
      `${members.length} members need offsets from 0 to ${members.length}; found ${offsets[0]} to ${offsets[rows]}`,
    );
  }
  for (let row = 0; row < rows; row++) {
    let last = -1;
    for (let i = offsets[row]; i < offsets[row + 1]; i++) {
      const member = members[i];
      if (member <= last || member >= columns) {
        throw new RangeError(
          `row ${row} has column ${member} after ${last}: expected ascending columns in 0..${columns - 1}`,
        );
      }
      last = member;
    }
  }
}

/** `pivot` counts from 1. */
export function notPositiveDefinite(pivot: number, n: number): Error {
  return new Error(
    `the ${n} × ${n} matrix is not positive definite: pivot ${pivot} is not above 0 to rounding. Add more to its diagonal (for EASE: raise lambda).`,
  );
}
