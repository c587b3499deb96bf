// Rows of a matrix in a safetensors file, each read when it is first asked for and then kept: what completes one gene
// set looks at a few rows of many thousand.
import {closeSync, openSync, readSync} from 'node:fs';
import type {MatrixRows} from '../../stats/matrix-rows.ts';
import {inspectSafetensors, readSafetensors} from './safetensors.ts';

/** The matrix `name` of the file, which must stay in place; 32-bit floats only. */
export async function openRows(path: string, name: string): Promise<MatrixRows> {
  const {tensors, dataStart} = await inspectSafetensors(path);
  const entry = tensors.find(tensor => tensor.name === name);
  if (entry?.dtype !== 'F32' || entry.shape.length !== 2) {
    throw new Error(
      `${path}: found ${entry ? `${name} of type ${entry.dtype} and shape (${entry.shape.join(', ')})` : `no tensor ${name}`}, expected a matrix ${name} of type F32`,
    );
  }
  const [rows, columns] = entry.shape;
  const bytes = columns * Float32Array.BYTES_PER_ELEMENT;
  const start = dataStart + entry.from;
  const known = new Map<number, Float32Array>();
  return {
    rows,
    columns,
    row(i) {
      let row = known.get(i);
      if (!row) {
        row = readRow(path, columns, start + i * bytes);
        known.set(i, row);
      }
      return row;
    },
    async values() {
      return (await readSafetensors(path, other => other === name)).get(name)!.values;
    },
  };
}

function readRow(path: string, columns: number, position: number): Float32Array {
  const row = new Float32Array(columns);
  const file = openSync(path, 'r');
  try {
    if (readSync(file, row, 0, row.byteLength, position) === row.byteLength) return row;
  } finally {
    closeSync(file);
  }
  throw new Error(`${path}: the file ended while it was read`);
}
