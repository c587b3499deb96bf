// Operations on whole matrices over a compiled core: checks input, names what went wrong.
import type {BinaryRows, DenseMatrix, WeightedRows} from './contract/matrix-engine.ts';
import type {Core, MatrixReply} from './core.ts';
import {joinFloats, joinInts} from './requests.ts';
import {
  notPositiveDefinite,
  requireFactors,
  requireGramFactors,
  takeRows,
  takeSquare,
} from './validation/validate-matrices.ts';

export async function gramMatrix(
  core: Core,
  rows: BinaryRows,
  columns: number,
): Promise<Float32Array> {
  const {offsets, members} = takeRows(rows, columns);
  const ints = joinInts([columns, offsets.length - 1], offsets, members);
  const gram = new Float32Array(columns * columns);
  return resultOf(await core.runMatrix('gram', ints, gram), columns);
}

export async function invertPositiveDefinite(
  core: Core,
  given: Float32Array,
  n: number,
): Promise<Float32Array> {
  const matrix = takeSquare(given, n);
  return resultOf(await core.runMatrix('invert', Int32Array.of(n), matrix), n);
}

export async function multiply(
  core: Core,
  A: DenseMatrix,
  B: DenseMatrix,
  transposed = false,
): Promise<DenseMatrix> {
  const {rows, columns, depth} = requireFactors(A, B, transposed);
  const ints = Int32Array.of(rows, columns, depth, Number(transposed));
  const floats = joinFloats([new Float32Array(rows * columns), A.values, B.values]);
  return productOf(await core.runMatrix('multiply', ints, floats), rows, columns);
}

export async function multiplyByGram(
  core: Core,
  A: WeightedRows,
  X: DenseMatrix,
): Promise<DenseMatrix> {
  requireGramFactors(A, X);
  const {rows, columns} = X;
  const {offsets, members, values} = A;
  const ints = joinInts([rows, columns, offsets.length - 1], offsets, members);
  const floats = joinFloats([new Float32Array(rows * columns), X.values, values]);
  return productOf(await core.runMatrix('multiplyByGram', ints, floats), rows, columns);
}

/** The product lies before its factors. */
function productOf({outcome, floats}: MatrixReply, rows: number, columns: number): DenseMatrix {
  if (outcome < 0)
    throw new Error(`there is not enough memory for a product of ${rows} × ${columns}`);
  return {rows, columns, values: floats.slice(0, rows * columns)};
}

function resultOf({outcome, floats}: MatrixReply, n: number): Float32Array {
  if (outcome < 0) throw new Error(`there is not enough memory for a matrix of ${n} × ${n}`);
  if (outcome > 0) throw notPositiveDefinite(outcome, n);
  return floats;
}
