// Operations on whole matrices over a compiled core: checks input, names what went wrong.
import type {BinaryRows} from './contract/matrix-engine.ts';
import type {Core, MatrixReply} from './core.ts';
import {joinInts} from './requests.ts';
import {notPositiveDefinite, takeRows, takeSquare} from './validation/validate-matrices.ts';

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

function resultOf({outcome, floats}: MatrixReply, n: number): Float32Array {
  if (outcome < 0) throw new Error(`there is not enough memory for a matrix of ${n} × ${n}`);
  if (outcome > 0) throw notPositiveDefinite(outcome, n);
  return floats;
}
