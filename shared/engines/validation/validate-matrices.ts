// Takes the matrices that enter an engine and checks them, and says how it is that one cannot be inverted.
import type {BinaryRows, DenseMatrix, WeightedRows} from '../contract/matrix-engine.ts';
import {copyArray, requireInteger, requireProduct, requireType} from './validate-numbers.ts';

/** Rows and columns of the largest square matrix: its numbers still fit one array. */
const MAX_SIDE = 2 ** 16 - 1;

/**
 * The matrix, taken over from the caller: its buffer is moved where it holds nothing else, so that nobody changes the
 * numbers while a call waits or computes; the caller's array is empty afterwards. Throws unless it is n × n.
 */
export function takeSquare(matrix: Float32Array, n: number): Float32Array {
  requireType(matrix, 'Float32Array', 'the matrix');
  requireInteger(n, 'n', 1, MAX_SIDE);
  if (matrix.length !== n * n) {
    throw new RangeError(
      `a matrix of ${matrix.length} numbers is not ${n} × ${n}: expected n² numbers`,
    );
  }
  const {buffer} = matrix;
  const isWhole = !isShared(buffer) && buffer.byteLength === matrix.byteLength;
  return isWhole ? new Float32Array(structuredClone(buffer, {transfer: [buffer]})) : matrix.slice();
}

/** Copies of the rows; throws unless they are ascending columns of a matrix with so many. */
export function takeRows(rows: BinaryRows, columns: number): BinaryRows {
  requireInteger(columns, 'columns', 1, MAX_SIDE);
  const offsets = copyArray(rows.offsets, 'Int32Array', 'offsets');
  const members = copyArray(rows.members, 'Int32Array', 'members');
  requireOffsets(offsets, members.length);
  for (let row = 0; row + 1 < offsets.length; row++) {
    requireColumns(members.subarray(offsets[row], offsets[row + 1]), row, columns);
  }
  return {offsets, members};
}

/** Shape of A·B, or of AᵀB; throws unless both are whole and fit together. */
export function requireFactors(A: DenseMatrix, B: DenseMatrix, transposed: boolean) {
  requireDense(A, 'the left matrix');
  requireDense(B, 'the right matrix');
  const [rows, depth] = transposed ? [A.columns, A.rows] : [A.rows, A.columns];
  if (depth !== B.rows) {
    throw new RangeError(
      `a left matrix of ${rows} × ${depth} does not fit a right one of ${B.rows} × ${B.columns}: expected ${depth} rows there`,
    );
  }
  requireProduct({rows, columns: B.columns});
  return {rows, columns: B.columns, depth};
}

/** Throws unless A is whole, in the columns that X has rows. */
export function requireGramFactors(A: WeightedRows, X: DenseMatrix): void {
  requireDense(X, 'X');
  requireType(A.offsets, 'Int32Array', 'offsets');
  requireType(A.members, 'Int32Array', 'members');
  requireType(A.values, 'Float32Array', 'values');
  requireOffsets(A.offsets, A.members.length);
  if (A.values.length !== A.members.length) {
    throw new RangeError(
      `${A.members.length} members have ${A.values.length} values: expected one for each`,
    );
  }
  const wrong = A.members.find(member => member < 0 || member >= X.rows);
  if (wrong !== undefined) {
    throw new RangeError(`a member is ${wrong}: expected columns in 0..${X.rows - 1}, X's rows`);
  }
}

function requireDense({rows, columns, values}: DenseMatrix, name: string): void {
  requireType(values, 'Float32Array', `${name}'s values`);
  requireInteger(rows, `${name}'s rows`, 1);
  requireInteger(columns, `${name}'s columns`, 1, MAX_SIDE);
  if (values.length !== rows * columns) {
    throw new RangeError(
      `${name} of ${rows} × ${columns} has ${values.length} numbers: expected ${rows * columns}`,
    );
  }
}

/** Throws unless the offsets ascend from 0 to the number of members. */
export function requireOffsets(offsets: Int32Array, members: number): void {
  const count = offsets.length - 1;
  if (count < 0 || offsets[0] !== 0 || offsets[count] !== members) {
    const found = count < 0 ? 'none' : `${offsets[0]} to ${offsets[count]}`;
    throw new RangeError(`${members} members need offsets from 0 to ${members}; found ${found}`);
  }
  const descent = offsets.findIndex((offset, row) => row > 0 && offset < offsets[row - 1]);
  if (descent > 0) {
    throw new RangeError(
      `offsets[${descent}] is ${offsets[descent]} after ${offsets[descent - 1]}: expected ascending offsets`,
    );
  }
}

function requireColumns(members: Int32Array, row: number, columns: number): void {
  let last = -1;
  for (const member of members) {
    if (member <= last || member >= columns) {
      throw new RangeError(
        `row ${row} has column ${member} after ${last}: expected ascending columns in 0..${columns - 1}`,
      );
    }
    last = member;
  }
}

function isShared(buffer: ArrayBufferLike): buffer is SharedArrayBuffer {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}

/** `pivot` counts from 1. */
export function notPositiveDefinite(pivot: number, n: number): Error {
  return new Error(
    `the ${n} × ${n} matrix is not positive definite: pivot ${pivot} is not above 0 to rounding. Add more to its diagonal (for EASE: raise lambda).`,
  );
}
