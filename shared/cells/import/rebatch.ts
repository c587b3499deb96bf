// Cuts a stream of cells into batches whose ends depend on the cells alone, so that equal cells give equal files.
import {newIds} from '../../genes/tokens/token-shard.ts';
import type {GeneLists} from '../cell-matrix.ts';

/** A batch ends with the cell that brings it to either: about 6 MB, and few enough cells to skip through. */
const BATCH_VALUES = 1 << 20;
const BATCH_CELLS = 8192;

type Batch = GeneLists & {values?: Float32Array};

/** Cells pass through unchanged and in order; the last batch may be smaller. */
export async function* rebatch<B extends Batch>(
  batches: AsyncIterable<B>,
  dictionarySize: number,
  limits = {values: BATCH_VALUES, cells: BATCH_CELLS},
): AsyncGenerator<B> {
  let pending: B[] = [];
  let [cells, values] = [0, 0];
  for await (const batch of batches) {
    let from = 0;
    for (let row = 0; row < batch.offsets.length - 1; row++) {
      cells++;
      values += batch.offsets[row + 1] - batch.offsets[row];
      if (values < limits.values && cells < limits.cells) continue;
      pending.push(cut(batch, from, row + 1));
      yield join(pending, dictionarySize);
      pending = [];
      [cells, values] = [0, 0];
      from = row + 1;
    }
    if (from < batch.offsets.length - 1) pending.push(cut(batch, from, batch.offsets.length - 1));
  }
  if (pending.length > 0) yield join(pending, dictionarySize);
}

/** Rows from..to-1 as a batch of views. */
function cut<B extends Batch>(batch: B, from: number, to: number): B {
  const [start, end] = [batch.offsets[from], batch.offsets[to]];
  return {
    ...batch,
    firstCell: batch.firstCell + from,
    offsets: batch.offsets.slice(from, to + 1).map(offset => offset - start),
    genes: batch.genes.subarray(start, end),
    ...(batch.values && {values: batch.values.subarray(start, end)}),
  };
}

function join<B extends Batch>(parts: readonly B[], dictionarySize: number): B {
  const cells = parts.reduce((sum, {offsets}) => sum + offsets.length - 1, 0);
  const size = parts.reduce((sum, {genes}) => sum + genes.length, 0);
  const offsets = new Int32Array(cells + 1);
  const genes = newIds(size, dictionarySize);
  const values = parts[0].values && new Float32Array(size);
  let [cell, at] = [0, 0];
  for (const part of parts) {
    for (let row = 1; row < part.offsets.length; row++) offsets[++cell] = at + part.offsets[row];
    genes.set(part.genes, at);
    if (part.values) values?.set(part.values, at);
    at += part.genes.length;
  }
  return {...parts[0], offsets, genes, ...(values && {values})};
}
